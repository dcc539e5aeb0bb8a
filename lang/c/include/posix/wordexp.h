#ifndef _WORDEXP_H
#define _WORDEXP_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
enum { WRDE_DOOFFS = 1, WRDE_APPEND, WRDE_NOCMD = 4, WRDE_REUSE = 8, WRDE_SHOWERR = 16, WRDE_UNDEF = 32, WRDE_NOSPACE = 1, WRDE_BADCHAR, WRDE_BADVAL, WRDE_CMDSUB, WRDE_SYNTAX };
typedef struct { size_t we_wordc; char **we_wordv; size_t we_offs; } wordexp_t;
#endif
