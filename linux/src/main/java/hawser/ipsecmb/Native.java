package hawser.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// The fence: every kind of call into the library. The first argument is the function, found at run
/// time; addresses are `long`, so that no segment is made per packet. The caller keeps memory alive
/// and lengths right.
///
/// Calls that end within two microseconds are critical: without the thread's change of state, which
/// would cost a tenth of a packet.
@SuppressWarnings("restricted")
final class Native {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option BRIEF = Linker.Option.critical(false);

  private static final MethodHandle QUESTION =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle POINTERS =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
  private static final MethodHandle TWO = LINKER.downcallHandle(procedure(2));
  private static final MethodHandle THREE = LINKER.downcallHandle(procedure(3), BRIEF);
  private static final MethodHandle FIVE = LINKER.downcallHandle(procedure(5), BRIEF);
  private static final MethodHandle GCM = LINKER.downcallHandle(procedure(10), BRIEF);
  private static final MethodHandle NEXT =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), BRIEF);
  private static final MethodHandle RUN =
      LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  private Native() {}

  /// `size_t f(void)` or `const char *f(void)`.
  static long ask(MemorySegment f) {
    try {
      return (long) QUESTION.invokeExact(f);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `imb_set_pointers_mb_mgr(memory, flags, reset)`.
  static void setPointers(MemorySegment f, long memory) {
    try {
      long same = (long) POINTERS.invokeExact(f, memory, 0L, 1);
      if (same != memory) {
        throw new IllegalStateException("the library refuses the memory of its manager");
      }
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `init_mb_mgr_auto`, `*_one_block`, `gcm*_pre`.
  static void call(MemorySegment f, long a, long b) {
    try {
      TWO.invokeExact(f, a, b);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `keyexp_*`, `chacha20_poly1305_finalize`.
  static void call(MemorySegment f, long a, long b, long c) {
    try {
      THREE.invokeExact(f, a, b, c);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `chacha20_poly1305_init`, `chacha20_poly1305_*_update`.
  static void call(MemorySegment f, long a, long b, long c, long d, long e) {
    try {
      FIVE.invokeExact(f, a, b, c, d, e);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `gcm*_enc`, `gcm*_dec`.
  static void gcm(
      MemorySegment f,
      long key,
      long context,
      long out,
      long in,
      long length,
      long nonce,
      long additional,
      long additionalLength,
      long tag,
      long tagLength) {
    try {
      GCM.invokeExact(
          f, key, context, out, in, length, nonce, additional, additionalLength, tag, tagLength);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `get_next_job`.
  static long nextJob(MemorySegment f, long manager) {
    try {
      return (long) NEXT.invokeExact(f, manager);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// `submit_job`, `flush_job`: these work on up to sixteen packets.
  static long runJobs(MemorySegment f, long manager) {
    try {
      return (long) RUN.invokeExact(f, manager);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /// The string of at most `most` octets at `address`.
  static String string(long address, int most) {
    return MemorySegment.ofAddress(address).reinterpret(most).getString(0);
  }

  static SymbolLookup open(String file) {
    // Never unloaded: what was found in it is called until the process ends.
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  private static FunctionDescriptor procedure(int arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments];
    Arrays.fill(layouts, JAVA_LONG);
    return FunctionDescriptor.ofVoid(layouts);
  }

  private static RuntimeException broken(Throwable t) {
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }
}
