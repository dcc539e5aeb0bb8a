#ifndef __unknwn_h__
#define __unknwn_h__
#include <windows.h>
#define interface struct
typedef struct IUnknown IUnknown;
typedef IUnknown *LPUNKNOWN;
typedef struct IUnknownVtbl {
  HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUnknown *, REFIID, void **);
  ULONG (STDMETHODCALLTYPE *AddRef)(IUnknown *);
  ULONG (STDMETHODCALLTYPE *Release)(IUnknown *);
} IUnknownVtbl;
struct IUnknown { struct IUnknownVtbl *lpVtbl; };
#endif
