#ifndef _BITS_PTHREADTYPES_COMMON_H
#define _BITS_PTHREADTYPES_COMMON_H 1
#ifdef __x86_64__
#define __APIC_LP(a, b) a
#else
#define __APIC_LP(a, b) b
#endif
typedef unsigned long pthread_t;
typedef unsigned int pthread_key_t;
typedef int pthread_once_t;
typedef volatile int pthread_spinlock_t;
typedef union { char __size[4]; int __align; } pthread_mutexattr_t;
typedef union { char __size[4]; int __align; } pthread_condattr_t;
union pthread_attr_t { char __size[__APIC_LP(56, 36)]; long __align; };
typedef union pthread_attr_t pthread_attr_t;
typedef union { char __size[__APIC_LP(40, 24)]; long __align; } pthread_mutex_t;
typedef union { char __size[48]; long long __align; } pthread_cond_t;
typedef union { char __size[__APIC_LP(56, 32)]; long __align; } pthread_rwlock_t;
typedef union { char __size[8]; long __align; } pthread_rwlockattr_t;
typedef union { char __size[__APIC_LP(32, 20)]; long __align; } pthread_barrier_t;
typedef union { char __size[4]; int __align; } pthread_barrierattr_t;
#undef __APIC_LP
#endif
