package hawser.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The fence: every foreign function of the C library that Hawser calls.
///
/// A system call returns its result, or minus the error number; nothing here throws. The first
/// argument receives the error number and belongs to one thread at a time (see [#errno]). Calls of
/// the packet path take addresses as `long`, so that no segment is made per packet; the caller
/// keeps the memory alive.
@SuppressWarnings("restricted")
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup C = LINKER.defaultLookup();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final long ERRNO = CAPTURED.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle OPEN = variadic("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle IOCTL =
      variadic("ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETSOCKNAME =
      call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SENDTO =
      call("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ = call("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE =
      call("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITEV =
      call("writev", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      call("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SENDMMSG =
      call("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = call("poll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_PWAIT2 =
      call("epoll_pwait2", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle UNSHARE = call("unshare", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = call("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle STRERROR =
      plain(C, "strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  /// Memory that receives error numbers; one for each object and thread that makes calls.
  static MemorySegment errno(Arena arena) {
    return arena.allocate(CAPTURED);
  }

  static int open(MemorySegment errno, MemorySegment path, int flags) {
    try {
      return result(errno, (int) OPEN.invokeExact(errno, path, flags));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int ioctl(MemorySegment errno, int fd, long request, MemorySegment argument) {
    try {
      return result(errno, (int) IOCTL.invokeExact(errno, fd, request, argument));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int close(MemorySegment errno, int fd) {
    try {
      return result(errno, (int) CLOSE.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int socket(MemorySegment errno, int domain, int type, int protocol) {
    try {
      return result(errno, (int) SOCKET.invokeExact(errno, domain, type, protocol));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return result(errno, (int) BIND.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return result(errno, (int) CONNECT.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int setsockopt(
      MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
    try {
      return result(errno, (int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int getsockopt(
      MemorySegment errno,
      int fd,
      int level,
      int option,
      MemorySegment value,
      MemorySegment length) {
    try {
      return result(errno, (int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
    try {
      return result(errno, (int) GETSOCKNAME.invokeExact(errno, fd, address, length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int sendto(
      MemorySegment errno, int fd, MemorySegment data, MemorySegment address, int addressLength) {
    try {
      return result(
          errno,
          (long) SENDTO.invokeExact(errno, fd, data, data.byteSize(), 0, address, addressLength));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int recv(MemorySegment errno, int fd, MemorySegment buffer, int flags) {
    try {
      return result(errno, (long) RECV.invokeExact(errno, fd, buffer, buffer.byteSize(), flags));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int read(MemorySegment errno, int fd, long address, int length) {
    try {
      return result(errno, (long) READ.invokeExact(errno, fd, address, (long) length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int write(MemorySegment errno, int fd, long address, int length) {
    try {
      return result(errno, (long) WRITE.invokeExact(errno, fd, address, (long) length));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int writev(MemorySegment errno, int fd, long vectors, int count) {
    try {
      return result(errno, (long) WRITEV.invokeExact(errno, fd, vectors, count));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int recvmmsg(MemorySegment errno, int fd, long messages, int count) {
    try {
      return result(errno, (int) RECVMMSG.invokeExact(errno, fd, messages, count, 0, 0L));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int sendmmsg(MemorySegment errno, int fd, long messages, int count) {
    try {
      return result(errno, (int) SENDMMSG.invokeExact(errno, fd, messages, count, 0));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int poll(MemorySegment errno, long descriptors, int count, int milliseconds) {
    try {
      return result(errno, (int) POLL.invokeExact(errno, descriptors, (long) count, milliseconds));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int epollCreate(MemorySegment errno, int flags) {
    try {
      return result(errno, (int) EPOLL_CREATE1.invokeExact(errno, flags));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int epollCtl(MemorySegment errno, int epoll, int operation, int fd, MemorySegment event) {
    try {
      return result(errno, (int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int epollWait(MemorySegment errno, int epoll, long events, int count, long timespec) {
    try {
      return result(
          errno, (int) EPOLL_PWAIT2.invokeExact(errno, epoll, events, count, timespec, 0L));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int eventfd(MemorySegment errno, int flags) {
    try {
      return result(errno, (int) EVENTFD.invokeExact(errno, 0, flags));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int unshare(MemorySegment errno, int flags) {
    try {
      return result(errno, (int) UNSHARE.invokeExact(errno, flags));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static int setns(MemorySegment errno, int fd, int type) {
    try {
      return result(errno, (int) SETNS.invokeExact(errno, fd, type));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  static String strerror(int number) {
    try {
      return text((MemorySegment) STRERROR.invokeExact(number));
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  private static int result(MemorySegment errno, long value) {
    return value < 0 ? -errno.get(JAVA_INT, ERRNO) : (int) value;
  }

  /// A string of the C library, ended by a zero octet.
  private static String text(MemorySegment string) {
    return string.equals(MemorySegment.NULL)
        ? ""
        : string.reinterpret(Integer.MAX_VALUE).getString(0);
  }

  /// Handles are called with their exact types, so whatever they throw is a fault of this class or
  /// memory that was closed under a call.
  private static RuntimeException broken(Throwable t) {
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(t);
  }

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        C.findOrThrow(name), FunctionDescriptor.of(result, arguments), CAPTURE);
  }

  /// `open` and `ioctl`: all but the last of what they are given here is fixed.
  private static MethodHandle variadic(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        C.findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        CAPTURE,
        Linker.Option.firstVariadicArg(2));
  }

  private static MethodHandle plain(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
  }

  /// libnftables, looked up when it is first needed; without it the initializer fails with an
  /// [ExceptionInInitializerError].
  static final class Nft {
    private static final SymbolLookup LIBRARY =
        SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
    private static final MethodHandle NEW =
        plain(LIBRARY, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle FREE =
        plain(LIBRARY, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle BUFFER_OUTPUT =
        plain(LIBRARY, "nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle BUFFER_ERROR =
        plain(LIBRARY, "nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle OUTPUT =
        plain(LIBRARY, "nft_ctx_get_output_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ERROR =
        plain(LIBRARY, "nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle RUN =
        plain(
            LIBRARY, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private Nft() {}

    /// A context that buffers what it prints, in the network namespace of the calling thread; null
    /// memory when it cannot be had.
    static MemorySegment open() {
      try {
        MemorySegment context = (MemorySegment) NEW.invokeExact(0);
        if (!context.equals(MemorySegment.NULL)) {
          int output = (int) BUFFER_OUTPUT.invokeExact(context);
          int error = (int) BUFFER_ERROR.invokeExact(context);
          if (output != 0 || error != 0) {
            close(context);
            return MemorySegment.NULL;
          }
        }
        return context;
      } catch (Throwable t) {
        throw broken(t);
      }
    }

    static void close(MemorySegment context) {
      try {
        FREE.invokeExact(context);
      } catch (Throwable t) {
        throw broken(t);
      }
    }

    /// 0 when all commands were accepted.
    static int run(MemorySegment context, MemorySegment commands) {
      try {
        return (int) RUN.invokeExact(context, commands);
      } catch (Throwable t) {
        throw broken(t);
      }
    }

    static String output(MemorySegment context) {
      try {
        return text((MemorySegment) OUTPUT.invokeExact(context));
      } catch (Throwable t) {
        throw broken(t);
      }
    }

    static String error(MemorySegment context) {
      try {
        return text((MemorySegment) ERROR.invokeExact(context));
      } catch (Throwable t) {
        throw broken(t);
      }
    }
  }
}
