/* Several knowledge points in a block of the editor: the chosen ones as a list, Wagtail's own dialog to add more. */
(() => {
  class ChosenPoints {
    constructor(element, name, chooser) {
      this.element = element;
      this.name = name;
      this.list = element.querySelector("[data-points-list]");
      this.row = element.querySelector("template");
      this.idForLabel = null;
      this.state = [];
      const choose = element.querySelector("[data-points-choose]");
      choose.addEventListener("click", () => {
        chooser.openModal((points) => this.add([points].flat()), { multiple: true });
      });
    }

    add(points) {
      const known = new Set(this.state.map((point) => point.id));
      this.setState([...this.state, ...points.filter((point) => !known.has(point.id))]);
    }

    setState(points) {
      this.state = points || [];
      this.list.replaceChildren(...this.state.map((point) => this.rowOf(point)));
      this.element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    rowOf(point) {
      const row = this.row.content.firstElementChild.cloneNode(true);
      const input = row.querySelector("input");
      input.name = this.name;
      input.value = point.id;
      row.querySelector("[data-point-title]").textContent = point.title;
      const remove = row.querySelector("[data-point-remove]");
      remove.setAttribute("aria-label", `${remove.textContent} ${point.title}`);
      remove.addEventListener("click", () => {
        this.setState(this.state.filter((other) => other !== point));
        this.focus();
      });
      return row;
    }

    getState() {
      return this.state;
    }

    getValue() {
      return this.state.map((point) => point.id);
    }

    getTextLabel() {
      return this.state.map((point) => point.title).join("; ");
    }

    focus() {
      this.element.querySelector("[data-points-choose]").focus();
    }
  }

  class PointsChooser {
    constructor(html, chooser) {
      this.html = html;
      this.chooser = chooser;
    }

    render(placeholder, name, id, state) {
      const box = document.createElement("div");
      box.innerHTML = this.html.replaceAll("__ID__", id);
      const element = box.firstElementChild;
      placeholder.replaceWith(element);
      const chosen = new ChosenPoints(element, name, this.chooser);
      chosen.setState(state);
      return chosen;
    }
  }

  window.telepath.register("courses.PointsChooser", PointsChooser);
})();
