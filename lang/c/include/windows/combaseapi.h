#ifndef _COMBASEAPI_H_
#define _COMBASEAPI_H_
#include <unknwn.h>
#define WINOLEAPI EXTERN_C DECLSPEC_IMPORT HRESULT STDAPICALLTYPE
#define WINOLEAPI_(t) EXTERN_C DECLSPEC_IMPORT t STDAPICALLTYPE
#define DECLARE_INTERFACE(i) typedef struct i { struct i##Vtbl *lpVtbl; } i; typedef struct i##Vtbl i##Vtbl; struct i##Vtbl
#define DECLARE_INTERFACE_(i, b) DECLARE_INTERFACE(i)
#define STDMETHOD(m) HRESULT (STDMETHODCALLTYPE *m)
#define STDMETHOD_(t, m) t (STDMETHODCALLTYPE *m)
#define PURE
#define THIS_ INTERFACE *This,
#define THIS INTERFACE *This
#define BEGIN_INTERFACE
#define END_INTERFACE
#endif
