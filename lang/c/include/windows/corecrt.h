#ifndef _INC_CRTDEFS
#define _INC_CRTDEFS
#include <vcruntime.h>
#define _UCRT
#define _ACRTIMP __declspec(dllimport)
#define _ACRTIMP_ALT __declspec(dllimport)
#define _DCRTIMP
#define _CRT_PACKING 8
#define _CRT_INTERNAL_NONSTDC_NAMES 1
#define _CRT_DECLARE_NONSTDC_NAMES 1
#define _ARGMAX 100
#define _TRUNCATE ((size_t)-1)
#define _CRT_INT_MAX 0x7fffffff
#define _CRT_SIZE_MAX ((size_t)-1)
#define _ERRCODE_DEFINED
#define _TIME32_T_DEFINED
#define _TIME64_T_DEFINED
#define _WCTYPE_T_DEFINED
#define __STDC_SECURE_LIB__ 200411L
#define __GOT_SECURE_LIB__ __STDC_SECURE_LIB__
#define __STDC_WANT_SECURE_LIB__ 1
#define _SECURECRT_FILL_BUFFER_PATTERN 0xfe
typedef size_t rsize_t;
typedef int errno_t;
typedef unsigned short wint_t;
typedef unsigned short wctype_t;
typedef long __time32_t;
typedef long long __time64_t;
#ifndef _CRT_NO_TIME_T
#define _TIME_T_DEFINED
#ifdef _USE_32BIT_TIME_T
typedef long time_t;
#else
typedef long long time_t;
#endif
#endif
struct __crt_locale_data;
struct __crt_multibyte_data;
typedef struct __crt_locale_data_public {
  const unsigned short *_locale_pctype;
  int _locale_mb_cur_max;
  unsigned int _locale_lc_codepage;
} __crt_locale_data_public;
typedef struct __crt_locale_pointers {
  struct __crt_locale_data *locinfo;
  struct __crt_multibyte_data *mbcinfo;
} __crt_locale_pointers;
typedef __crt_locale_pointers *_locale_t;
typedef struct _Mbstatet { unsigned long _Wchar; unsigned short _Byte, _State; } _Mbstatet;
typedef _Mbstatet mbstate_t;
#endif
