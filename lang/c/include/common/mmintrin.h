#ifndef _MMINTRIN_H_INCLUDED
#define _MMINTRIN_H_INCLUDED
typedef int __m64 __attribute__((__vector_size__(8)));
#endif
