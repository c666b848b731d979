package hawser.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C library: the fence around every system call.
///
/// Each method returns the call's result, or minus its `errno`; nothing is thrown and nothing
/// allocated, so the per-packet path can use it. `errno` is captured into a segment per thread.
final class Libc {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_UNIX = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOCK_NONBLOCK = 0x800;
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_TRUNC = 0x20;
  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  private static final MethodHandle OPEN =
      handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), -1);
  private static final MethodHandle IOCTL =
      handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), -1);
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), -1);
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), -1);
  private static final MethodHandle CONNECT =
      handle("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), -1);
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
          -1);
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
          -1);
  private static final MethodHandle SENDTO =
      handle(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
          -1);
  private static final MethodHandle RECV =
      handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), -1);
  private static final MethodHandle SENDMMSG =
      handle(
          "sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), -1);
  private static final MethodHandle RECVMMSG =
      handle(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
          -1);
  private static final MethodHandle PPOLL =
      handle("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS), -1);
  private static final MethodHandle EVENTFD =
      handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), -1);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          SYMBOLS.find("strerror").orElseThrow(), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  static int open(MemorySegment path, int flags) {
    try {
      return result((int) OPEN.invokeExact(STATE.get(), path, flags));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(STATE.get(), fd));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return result((int) IOCTL.invokeExact(STATE.get(), fd, request, argument));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int read(int fd, MemorySegment buffer, long length) {
    try {
      return result((long) READ.invokeExact(STATE.get(), fd, buffer, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int write(int fd, MemorySegment buffer, long length) {
    try {
      return result((long) WRITE.invokeExact(STATE.get(), fd, buffer, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int socket(int family, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(STATE.get(), family, type | SOCK_CLOEXEC, protocol));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int bind(int fd, MemorySegment address, int length) {
    try {
      return result((int) BIND.invokeExact(STATE.get(), fd, address, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int connect(int fd, MemorySegment address, int length) {
    try {
      return result((int) CONNECT.invokeExact(STATE.get(), fd, address, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int setsockopt(int fd, int level, int option, MemorySegment value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(STATE.get(), fd, level, option, value, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(STATE.get(), fd, level, option, value, length));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int sendto(int fd, MemorySegment data, long length, MemorySegment to, int toLength) {
    try {
      return result(
          (long) SENDTO.invokeExact(STATE.get(), fd, data, length, MSG_DONTWAIT, to, toLength));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int recv(int fd, MemorySegment buffer, long length, int flags) {
    try {
      return result((long) RECV.invokeExact(STATE.get(), fd, buffer, length, flags));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int sendmmsg(int fd, MemorySegment messages, int count) {
    try {
      return result((int) SENDMMSG.invokeExact(STATE.get(), fd, messages, count, MSG_DONTWAIT));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int recvmmsg(int fd, MemorySegment messages, int count) {
    try {
      return result(
          (int)
              RECVMMSG.invokeExact(
                  STATE.get(), fd, messages, count, MSG_DONTWAIT, MemorySegment.NULL));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// `timeout` is a `struct timespec`, or NULL to wait for ever.
  static int ppoll(MemorySegment fds, int count, MemorySegment timeout) {
    try {
      return result(
          (int) PPOLL.invokeExact(STATE.get(), fds, (long) count, timeout, MemorySegment.NULL));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int eventfd() {
    try {
      return result((int) EVENTFD.invokeExact(STATE.get(), 0, O_NONBLOCK | O_CLOEXEC));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static String errorText(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// `result` itself, or an [OsException] that says what failed.
  static int check(int result, String what) throws OsException {
    if (result < 0) {
      throw new OsException(what, -result);
    }
    return result;
  }

  private static int result(long value) {
    return value == -1 ? -(int) ERRNO.get(STATE.get(), 0L) : (int) value;
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor, int variadicFrom) {
    MemorySegment symbol =
        SYMBOLS
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the C library has no " + name));
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return variadicFrom < 0
        ? LINKER.downcallHandle(symbol, descriptor, errno)
        : LINKER.downcallHandle(
            symbol, descriptor, errno, Linker.Option.firstVariadicArg(variadicFrom));
  }

  private static IllegalStateException unexpected(Throwable t) {
    return new IllegalStateException("a call into the C library did not happen", t);
  }
}
