#ifndef _STDATOMIC_H
#define _STDATOMIC_H
typedef enum { memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_release, memory_order_acq_rel, memory_order_seq_cst } memory_order;
typedef _Atomic _Bool atomic_bool;
typedef _Atomic char atomic_char;
typedef _Atomic signed char atomic_schar;
typedef _Atomic unsigned char atomic_uchar;
typedef _Atomic short atomic_short;
typedef _Atomic unsigned short atomic_ushort;
typedef _Atomic int atomic_int;
typedef _Atomic unsigned int atomic_uint;
typedef _Atomic long atomic_long;
typedef _Atomic unsigned long atomic_ulong;
typedef _Atomic long long atomic_llong;
typedef _Atomic unsigned long long atomic_ullong;
typedef _Atomic __CHAR16_TYPE__ atomic_char16_t;
typedef _Atomic __CHAR32_TYPE__ atomic_char32_t;
typedef _Atomic __WCHAR_TYPE__ atomic_wchar_t;
typedef _Atomic __INT8_TYPE__ atomic_int_least8_t;
typedef _Atomic __UINT8_TYPE__ atomic_uint_least8_t;
typedef _Atomic __INT16_TYPE__ atomic_int_least16_t;
typedef _Atomic __UINT16_TYPE__ atomic_uint_least16_t;
typedef _Atomic __INT32_TYPE__ atomic_int_least32_t;
typedef _Atomic __UINT32_TYPE__ atomic_uint_least32_t;
typedef _Atomic __INT64_TYPE__ atomic_int_least64_t;
typedef _Atomic __UINT64_TYPE__ atomic_uint_least64_t;
typedef _Atomic __INT8_TYPE__ atomic_int_fast8_t;
typedef _Atomic __UINT8_TYPE__ atomic_uint_fast8_t;
#ifdef _WIN32
typedef _Atomic int atomic_int_fast16_t;
typedef _Atomic unsigned int atomic_uint_fast16_t;
typedef _Atomic int atomic_int_fast32_t;
typedef _Atomic unsigned int atomic_uint_fast32_t;
#else
typedef _Atomic __PTRDIFF_TYPE__ atomic_int_fast16_t;
typedef _Atomic __SIZE_TYPE__ atomic_uint_fast16_t;
typedef _Atomic __PTRDIFF_TYPE__ atomic_int_fast32_t;
typedef _Atomic __SIZE_TYPE__ atomic_uint_fast32_t;
#endif
typedef _Atomic __INT64_TYPE__ atomic_int_fast64_t;
typedef _Atomic __UINT64_TYPE__ atomic_uint_fast64_t;
typedef _Atomic __PTRDIFF_TYPE__ atomic_intptr_t;
typedef _Atomic __SIZE_TYPE__ atomic_uintptr_t;
typedef _Atomic __SIZE_TYPE__ atomic_size_t;
typedef _Atomic __PTRDIFF_TYPE__ atomic_ptrdiff_t;
typedef _Atomic __INT64_TYPE__ atomic_intmax_t;
typedef _Atomic __UINT64_TYPE__ atomic_uintmax_t;
#ifdef _WIN32
typedef struct atomic_flag { atomic_bool _Value; } atomic_flag;
#else
typedef struct { _Bool __val; } atomic_flag;
#endif
#define ATOMIC_FLAG_INIT { 0 }
#define ATOMIC_VAR_INIT(v) (v)
#define kill_dependency(y) (y)
#define atomic_load(p) __atomic_load_n(p, 5)
#define atomic_load_explicit(p, o) __atomic_load_n(p, o)
#define atomic_store(p, v) __atomic_store_n(p, v, 5)
#define atomic_store_explicit(p, v, o) __atomic_store_n(p, v, o)
#define atomic_fetch_add(p, v) __atomic_fetch_add(p, v, 5)
#define atomic_fetch_sub(p, v) __atomic_fetch_sub(p, v, 5)
#define ATOMIC_BOOL_LOCK_FREE 2
#define ATOMIC_CHAR_LOCK_FREE 2
#define ATOMIC_CHAR16_T_LOCK_FREE 2
#define ATOMIC_CHAR32_T_LOCK_FREE 2
#define ATOMIC_WCHAR_T_LOCK_FREE 2
#define ATOMIC_SHORT_LOCK_FREE 2
#define ATOMIC_INT_LOCK_FREE 2
#define ATOMIC_LONG_LOCK_FREE 2
#define ATOMIC_LLONG_LOCK_FREE 2
#define ATOMIC_POINTER_LOCK_FREE 2
#endif
