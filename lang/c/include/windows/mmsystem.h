#ifndef _INC_MMSYSTEM
#define _INC_MMSYSTEM
#include <windef.h>
typedef UINT MMRESULT, MMVERSION;
typedef UINT *LPUINT;
DECLARE_HANDLE(HMIDIIN);
DECLARE_HANDLE(HMIDIOUT);
DECLARE_HANDLE(HWAVEIN);
DECLARE_HANDLE(HWAVEOUT);
DECLARE_HANDLE(HDRVR);
typedef struct tWAVEFORMATEX { WORD wFormatTag, nChannels; DWORD nSamplesPerSec, nAvgBytesPerSec; WORD nBlockAlign, wBitsPerSample, cbSize; } __attribute__((packed)) WAVEFORMATEX, *PWAVEFORMATEX, *NPWAVEFORMATEX, *LPWAVEFORMATEX;
#define WAVE_FORMAT_PCM 1
#define MMSYSERR_NOERROR 0
#define WAVE_MAPPER ((UINT)-1)
typedef DWORD FOURCC;
#define MAKEFOURCC(a, b, c, d) ((DWORD)(BYTE)(a) | ((DWORD)(BYTE)(b) << 8) | ((DWORD)(BYTE)(c) << 16) | ((DWORD)(BYTE)(d) << 24))
#endif
