package hawser.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// nftables through `libnftables`, so that our own capabilities suffice and no program is started.
/// One call is one transaction: all of the text takes effect, or nothing.
public final class NfTables {
  private NfTables() {}

  /// Runs nft commands.
  ///
  /// @return what they print
  /// @throws OsException with nft's own message when they are refused, or when the library is
  ///   missing
  public static String run(String commands) throws OsException {
    return Library.instance().run(commands);
  }

  private static final class Library {
    private static volatile @Nullable Library loaded;

    private final MethodHandle create;
    private final MethodHandle bufferOutput;
    private final MethodHandle bufferError;
    private final MethodHandle runCommands;
    private final MethodHandle output;
    private final MethodHandle error;
    private final MethodHandle free;

    private Library() {
      SymbolLookup library = SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
      create = handle(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
      bufferOutput =
          handle(library, "nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
      bufferError =
          handle(library, "nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
      runCommands =
          handle(
              library,
              "nft_run_cmd_from_buffer",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
      output =
          handle(library, "nft_ctx_get_output_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
      error = handle(library, "nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
      free = handle(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    }

    static Library instance() throws OsException {
      Library library = loaded;
      if (library == null) {
        try {
          library = new Library();
        } catch (IllegalArgumentException | IllegalStateException e) {
          throw new OsException(
              "no libnftables.so.1 for firewall policies; install the package libnftables1");
        }
        loaded = library;
      }
      return library;
    }

    String run(String commands) throws OsException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment context = (MemorySegment) create.invokeExact(0);
        try {
          int refused =
              (int) bufferOutput.invokeExact(context) | (int) bufferError.invokeExact(context);
          if (refused != 0) {
            throw new OsException("libnftables has no memory");
          }
          int result = (int) runCommands.invokeExact(context, arena.allocateFrom(commands));
          if (result != 0) {
            String message = text((MemorySegment) error.invokeExact(context));
            throw new OsException("nftables refused: " + message.strip());
          }
          return text((MemorySegment) output.invokeExact(context));
        } finally {
          free.invokeExact(context);
        }
      } catch (OsException e) {
        throw e;
      } catch (Throwable t) {
        throw new IllegalStateException("a call into libnftables did not happen", t);
      }
    }

    private static String text(MemorySegment pointer) {
      return pointer.equals(MemorySegment.NULL)
          ? ""
          : pointer.reinterpret(Integer.MAX_VALUE).getString(0);
    }

    private static MethodHandle handle(
        SymbolLookup library, String name, FunctionDescriptor descriptor) {
      MemorySegment symbol =
          library.find(name).orElseThrow(() -> new IllegalStateException("no " + name));
      return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }
  }
}
