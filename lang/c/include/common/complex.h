#ifndef _COMPLEX_H
#define _COMPLEX_H 1
#ifdef _WIN32
#define _COMPLEX
#include <corecrt.h>
typedef struct _C_double_complex { double _Val[2]; } _C_double_complex;
typedef struct _C_float_complex { float _Val[2]; } _C_float_complex;
typedef struct _C_ldouble_complex { long double _Val[2]; } _C_ldouble_complex;
typedef _C_double_complex _Dcomplex;
typedef _C_float_complex _Fcomplex;
typedef _C_ldouble_complex _Lcomplex;
#define _DCOMPLEX_(re, im) _Cbuild(re, im)
#define _FCOMPLEX_(re, im) _FCbuild(re, im)
#define _LCOMPLEX_(re, im) _LCbuild(re, im)
#define _Complex_I _FCbuild(0.0F, 1.0F)
#else
#include <features.h>
#define complex _Complex
#define _Complex_I (__extension__ 1.0iF)
#define CMPLX(x, y) __builtin_complex((double)(x), (double)(y))
#define CMPLXF(x, y) __builtin_complex((float)(x), (float)(y))
#define CMPLXL(x, y) __builtin_complex((long double)(x), (long double)(y))
#endif
#undef I
#define I _Complex_I
#endif
