#ifndef _FEATURES_H
#define _FEATURES_H 1
#ifdef _GNU_SOURCE
#undef _ISOC95_SOURCE
#define _ISOC95_SOURCE 1
#undef _ISOC99_SOURCE
#define _ISOC99_SOURCE 1
#undef _ISOC11_SOURCE
#define _ISOC11_SOURCE 1
#undef _POSIX_SOURCE
#define _POSIX_SOURCE 1
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#undef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#undef _LARGEFILE64_SOURCE
#define _LARGEFILE64_SOURCE 1
#undef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE 1
#undef _ATFILE_SOURCE
#define _ATFILE_SOURCE 1
#endif
#if !defined _DEFAULT_SOURCE && (defined _BSD_SOURCE || defined _SVID_SOURCE || (!defined __STRICT_ANSI__ && !defined _ISOC99_SOURCE && !defined _ISOC11_SOURCE && !defined _POSIX_SOURCE && !defined _POSIX_C_SOURCE && !defined _XOPEN_SOURCE))
#define _DEFAULT_SOURCE 1
#endif
#ifdef _DEFAULT_SOURCE
#undef _ATFILE_SOURCE
#define _ATFILE_SOURCE 1
#endif
#if !defined _POSIX_C_SOURCE && (defined _DEFAULT_SOURCE || !defined __STRICT_ANSI__)
#undef _POSIX_SOURCE
#define _POSIX_SOURCE 1
#define _POSIX_C_SOURCE 200809L
#endif
#if _FILE_OFFSET_BITS == 64
#define __USE_FILE_OFFSET64 1
#endif
#if _TIME_BITS == 64
#define __USE_TIME_BITS64 1
#endif
#define __GNU_LIBRARY__ 6
#define __GLIBC__ 2
#define __GLIBC_MINOR__ 36
#define __GLIBC_PREREQ(a, b) ((__GLIBC__ << 16) + __GLIBC_MINOR__ >= ((a) << 16) + (b))
#define __GLIBC_USE(f) 0
#define __GNUC_PREREQ(a, b) ((__GNUC__ << 16) + __GNUC_MINOR__ >= ((a) << 16) + (b))
#define __glibc_clang_prereq(a, b) 0
#ifndef __STDC_IEC_559__
#define __STDC_IEC_559__ 1
#define __STDC_IEC_559_COMPLEX__ 1
#define __STDC_ISO_10646__ 201706L
#endif
#include <sys/cdefs.h>
#endif
