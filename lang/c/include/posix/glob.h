#ifndef _GLOB_H
#define _GLOB_H 1
#include <sys/cdefs.h>
#include <bits/types.h>
enum { GLOB_ERR = 1, GLOB_MARK, GLOB_NOSORT = 4, GLOB_DOOFFS = 8, GLOB_NOCHECK = 16, GLOB_APPEND = 32, GLOB_NOESCAPE = 64, GLOB_PERIOD = 128, GLOB_MAGCHAR = 256, GLOB_ALTDIRFUNC = 512, GLOB_BRACE = 1024, GLOB_NOMAGIC = 2048, GLOB_TILDE = 4096, GLOB_ONLYDIR = 8192, GLOB_TILDE_CHECK = 0x4000, GLOB_NOSPACE = 1, GLOB_ABORTED, GLOB_NOMATCH, GLOB_NOSYS };
struct dirent;
struct stat;
typedef struct {
  size_t gl_pathc;
  char **gl_pathv;
  size_t gl_offs;
  int gl_flags;
  void (*gl_closedir)(void *);
  struct dirent *(*gl_readdir)(void *);
  void *(*gl_opendir)(const char *);
  int (*gl_lstat)(const char *__restrict, struct stat *__restrict);
  int (*gl_stat)(const char *__restrict, struct stat *__restrict);
} glob_t;
#endif
