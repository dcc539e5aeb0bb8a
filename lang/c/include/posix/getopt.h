#ifndef _GETOPT_H
#define _GETOPT_H 1
#include <features.h>
struct option { const char *name; int has_arg; int *flag; int val; };
#define no_argument 0
#define required_argument 1
#define optional_argument 2
#endif
