#ifndef _DBGHELP_
#define _DBGHELP_
#include <windows.h>
typedef struct _IMAGEHLP_LINE64 { DWORD SizeOfStruct; PVOID Key; DWORD LineNumber; PCHAR FileName; DWORD64 Address; } IMAGEHLP_LINE64, *PIMAGEHLP_LINE64;
typedef struct _SYMBOL_INFO { ULONG SizeOfStruct, TypeIndex; ULONG64 Reserved[2]; ULONG Index, Size; ULONG64 ModBase; ULONG Flags; ULONG64 Value, Address; ULONG Register, Scope, Tag, NameLen, MaxNameLen; CHAR Name[1]; } SYMBOL_INFO, *PSYMBOL_INFO;
#define MAX_SYM_NAME 2000
#endif
