package hawser.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Classic BPF programs by which the kernel gives each ESP packet to one socket of several: to
/// number `SPI mod sockets`. What is too short for an SPI goes to socket 0 or, raw, to none.
final class SpiFilter {
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

  private static final short LOAD_WORD = 0x20;
  private static final short LOAD_WORD_BEHIND_X = 0x40;
  private static final short X_IS_IPV4_HEADER_LENGTH = 0xb1;
  private static final short MODULO = 0x94;
  private static final short JUMP_IF_EQUAL = 0x15;
  private static final short RETURN_A = 0x16;
  private static final short RETURN = 0x06;
  private static final int WHOLE_PACKET = 0x7fffffff;
  private static final int NOTHING = 0;

  /// `struct sock_filter`: code, two jump distances, operand.
  private record Step(short code, byte ifTrue, byte ifFalse, int operand) {
    Step(short code, int operand) {
      this(code, (byte) 0, (byte) 0, operand);
    }
  }

  private static final int STEP = 8;

  /// `struct sock_fprog`: a count, padding, an address.
  private static final int PROGRAM = 16;

  private SpiFilter() {}

  /// Chooses among the sockets of an address and port, counted in the order in which they were
  /// bound. The program sees the UDP payload; the zeros before an IKE message mean socket 0.
  static void chooseAmong(int sockets, Descriptor one) throws OsException {
    attach(
        one,
        SO_ATTACH_REUSEPORT_CBPF,
        new Step(LOAD_WORD, 0),
        new Step(MODULO, sockets),
        new Step(RETURN_A, 0));
  }

  /// Lets a raw socket, of which each gets all packets, keep its own. The program sees the IPv4
  /// header.
  static void keep(int index, int sockets, Descriptor raw) throws OsException {
    attach(
        raw,
        SO_ATTACH_FILTER,
        new Step(X_IS_IPV4_HEADER_LENGTH, 0),
        new Step(LOAD_WORD_BEHIND_X, 0),
        new Step(MODULO, sockets),
        new Step(JUMP_IF_EQUAL, (byte) 0, (byte) 1, index),
        new Step(RETURN, WHOLE_PACKET),
        new Step(RETURN, NOTHING));
  }

  private static void attach(Descriptor socket, int option, Step... steps) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((long) steps.length * STEP, 8);
      for (int i = 0; i < steps.length; i++) {
        long at = (long) i * STEP;
        code.set(ValueLayout.JAVA_SHORT, at, steps[i].code);
        code.set(ValueLayout.JAVA_BYTE, at + 2, steps[i].ifTrue);
        code.set(ValueLayout.JAVA_BYTE, at + 3, steps[i].ifFalse);
        code.set(ValueLayout.JAVA_INT, at + 4, steps[i].operand);
      }
      MemorySegment program = arena.allocate(PROGRAM, 8);
      program.set(ValueLayout.JAVA_SHORT, 0, (short) steps.length);
      program.set(ValueLayout.ADDRESS, 8, code);
      Descriptor.check(
          "attach the filter by SPI",
          Libc.setsockopt(
              socket.errno, socket.fd(), Descriptor.SOL_SOCKET, option, program, PROGRAM));
    }
  }
}
