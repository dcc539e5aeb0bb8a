#ifndef __INTRIN_H_
#define __INTRIN_H_
#include <vcruntime.h>
#include <setjmp.h>
#include <immintrin.h>
#endif
