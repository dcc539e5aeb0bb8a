#ifndef _INC_TCHAR
#define _INC_TCHAR
#include <corecrt.h>
#ifdef _UNICODE
#define __T(x) L ## x
#define _TEOF WEOF
#define _tmain wmain
typedef wchar_t _TCHAR;
typedef wchar_t _TSCHAR, _TUCHAR, _TXCHAR;
typedef wint_t _TINT;
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef wchar_t TCHAR, *PTCHAR;
typedef wchar_t TBYTE, *PTBYTE;
#endif
#else
#define __T(x) x
#define _TEOF EOF
#define _tmain main
typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
typedef int _TINT;
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif
#endif
#define _T(x) __T(x)
#define _TEXT(x) __T(x)
#endif
