#ifndef _STDALIGN_H
#define _STDALIGN_H
#if __STDC_VERSION__ <= 201710L || !defined __STDC_VERSION__
#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1
#endif
#endif
