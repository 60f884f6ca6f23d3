/* ncurses as Swift can use it: wide characters on, and a function or constant for each macro and each
   global variable that the importer leaves out or refuses as shared mutable state. */
#ifndef TRANCHE_CNCURSES_H
#define TRANCHE_CNCURSES_H
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <locale.h>
#include <langinfo.h>

static inline WINDOW *cn_stdscr(void) { return stdscr; }
static inline WINDOW *cn_curscr(void) { return curscr; }
static inline int cn_lines(void) { return LINES; }
static inline int cn_columns(void) { return COLS; }
static inline int cn_colors(void) { return COLORS; }
static inline int cn_color_pairs(void) { return COLOR_PAIRS; }

static inline const char *cn_codeset(void) { return nl_langinfo(CODESET); }

static const attr_t CN_A_BOLD = A_BOLD;
static const attr_t CN_A_DIM = A_DIM;
static const attr_t CN_A_REVERSE = A_REVERSE;
static const attr_t CN_A_UNDERLINE = A_UNDERLINE;
static const attr_t CN_A_ITALIC = A_ITALIC;

/* A cell is filled in place: setcchar parses a wide string for each cell and is twice as slow over a
   whole screen. The pair goes into both fields, because the narrow one holds no more than 255. */
static inline void cn_fill(cchar_t *cell, wchar_t scalar, attr_t attributes, int pair) {
  cchar_t fresh = {0};
  fresh.attr = attributes | COLOR_PAIR(pair < 256 ? pair : 255);
  fresh.chars[0] = scalar;
  fresh.ext_color = pair;
  *cell = fresh;
}
#endif
