#ifndef _AIO_H
#define _AIO_H 1
#include <features.h>
#include <sys/types.h>
#include <signal.h>
#include <time.h>
struct aiocb {
  int aio_fildes, aio_lio_opcode, aio_reqprio;
  volatile void *aio_buf;
  size_t aio_nbytes;
  struct sigevent aio_sigevent;
  struct aiocb *__next_prio;
  int __abs_prio, __policy, __error_code;
  ssize_t __return_value;
  off_t aio_offset;
#ifndef __USE_FILE_OFFSET64
  char __pad[sizeof(__off64_t) - sizeof(__off_t)];
#endif
  char __glibc_reserved[32];
};
enum { AIO_CANCELED, AIO_NOTCANCELED, AIO_ALLDONE, LIO_READ = 0, LIO_WRITE, LIO_NOP, LIO_WAIT = 0, LIO_NOWAIT };
#endif
