/* A kept page takes the reader's theme and text size, which may have changed since it was kept. */

const look = document.cookie.match(/(?:^|; )(?:__Host-)?appearance=(\w+)\.(\w+)/);
if (look) [, document.documentElement.dataset.theme, document.documentElement.dataset.size] = look;
