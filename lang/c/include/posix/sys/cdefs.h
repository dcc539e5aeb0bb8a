#ifndef _SYS_CDEFS_H
#define _SYS_CDEFS_H 1
#include <features.h>
#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif
#define __P(a) a
#define __PMT(a) a
#define __CONCAT(x, y) x ## y
#define __STRING(x) #x
#define __THROW __attribute__((__nothrow__))
#define __NTH(f) __attribute__((__nothrow__)) f
#define __flexarr []
#define __attribute_malloc__ __attribute__((__malloc__))
#define __attribute_alloc_size__(p) __attribute__((__alloc_size__ p))
#define __attribute_pure__ __attribute__((__pure__))
#define __attribute_const__ __attribute__((__const__))
#define __attribute_maybe_unused__ __attribute__((__unused__))
#define __attribute_used__ __attribute__((__used__))
#define __attribute_noinline__ __attribute__((__noinline__))
#define __attribute_deprecated__ __attribute__((__deprecated__))
#define __attribute_deprecated_msg__(m) __attribute__((__deprecated__(m)))
#define __attribute_format_arg__(x) __attribute__((__format_arg__(x)))
#define __attribute_nonnull__(p) __attribute__((__nonnull__ p))
#define __attribute_warn_unused_result__ __attribute__((__warn_unused_result__))
#define __nonnull(p) __attribute__((__nonnull__ p))
#define __returns_nonnull __attribute__((__returns_nonnull__))
#define __wur
#define __always_inline __inline __attribute__((__always_inline__))
#define __restrict_arr __restrict
#define __glibc_likely(c) __builtin_expect((c), 1)
#define __glibc_unlikely(c) __builtin_expect((c), 0)
#define __attribute_returns_twice__ __attribute__((__returns_twice__))
#endif
