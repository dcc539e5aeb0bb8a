#ifndef _REGEX_H
#define _REGEX_H 1
#include <sys/types.h>
typedef unsigned int __re_size_t;
typedef unsigned long __re_long_size_t;
typedef long s_reg_t;
typedef unsigned long active_reg_t;
typedef unsigned long reg_syntax_t;
typedef enum { REG_ENOSYS = -1, REG_NOERROR = 0, REG_NOMATCH, REG_BADPAT, REG_ECOLLATE, REG_ECTYPE, REG_EESCAPE, REG_ESUBREG, REG_EBRACK, REG_EPAREN, REG_EBRACE, REG_BADBR, REG_ERANGE, REG_ESPACE, REG_BADRPT, REG_EEND, REG_ESIZE, REG_ERPAREN } reg_errcode_t;
#define RE_DUP_MAX 0x7fff
enum { REG_EXTENDED = 1, REG_ICASE, REG_NEWLINE = 4, REG_NOSUB = 8, REG_NOTBOL = 1, REG_NOTEOL, REG_STARTEND = 4 };
struct re_dfa_t;
struct re_pattern_buffer {
  struct re_dfa_t *buffer;
  __re_long_size_t allocated, used;
  reg_syntax_t syntax;
  char *fastmap;
  unsigned char *translate;
  size_t re_nsub;
  unsigned can_be_null : 1, regs_allocated : 2, fastmap_accurate : 1, no_sub : 1, not_bol : 1, not_eol : 1, newline_anchor : 1;
};
typedef struct re_pattern_buffer regex_t;
typedef int regoff_t;
typedef struct { regoff_t rm_so, rm_eo; } regmatch_t;
struct re_registers { __re_size_t num_regs; regoff_t *start, *end; };
#endif
