"""XMP for a file that is PDF/A-3a and PDF/UA-1 at once.

PDF/A allows only properties that it knows or that are described in the file itself, and it does not know PDF/UA's: hence
the description of the schema.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

import pikepdf

UA = "http://www.aiim.org/pdfua/ns/id/"
_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    f'xmlns:pdfuaid="{UA}" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
)
_CLAIMS = (
    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    f"<pdfaSchema:namespaceURI>{UA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:property><rdf:Seq>"
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>'
    "<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li>"
    "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'


@dataclass(frozen=True)
class Facts:
    """What a file says about itself."""

    title: str
    author: str
    subject: str
    language: str
    created: str
    producer: str

    @classmethod
    def of(cls, document: pikepdf.Pdf) -> "Facts":
        """From the document information, which XMP must repeat word for word."""
        info = document.trailer.Info
        date = str(info.get("/CreationDate", "")).removeprefix("D:")
        return cls(
            title=str(info.get("/Title", "")),
            author=str(info.get("/Author", "")),
            subject=str(info.get("/Subject", "")),
            language=str(document.Root.get("/Lang", "")),
            created=f"{date[:4]}-{date[4:6]}-{date[6:8]}" if date else "",
            producer=str(info.get("/Producer", "")),
        )

    def xmp(self) -> str:
        """The packet; its texts may hold slots."""
        return "".join([_HEAD, _CLAIMS, *self._properties(), _TAIL])

    def _properties(self) -> list[str]:
        given = [
            ("dc:title", self.title, "<rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt>"),
            ("dc:creator", self.author, "<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"),
            ("dc:description", self.subject, "<rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt>"),
            ("dc:language", self.language, "<rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag>"),
            ("pdf:Producer", self.producer, "{}"),
            ("xmp:CreateDate", self.created, "{}"),
        ]
        return [f"<{name}>{shape.format(escape(text))}</{name}>" for name, text, shape in given if text]
