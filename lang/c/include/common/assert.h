#ifdef _WIN32
#include <corecrt.h>
#else
#include <features.h>
#endif
#undef assert
#define assert(e) ((void)0)
#if !defined static_assert && (__STDC_VERSION__ <= 201710L || !defined __STDC_VERSION__)
#define static_assert _Static_assert
#endif
