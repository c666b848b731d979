package hawser.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// nftables through its own library, which reads the text that `nft -f` reads. Any thread, one at a
/// time; in the network namespace of the calling thread.
public final class NfTables {
  private NfTables() {}

  /// Applies a ruleset as one transaction: all of it or nothing. For a mistake in a later line the
  /// library may quote the first one.
  public static void apply(String ruleset) throws OsException {
    String _ = execute("nft apply", ruleset);
  }

  /// Runs a command such as `list table inet hawser` and returns what it prints.
  public static String run(String command) throws OsException {
    return execute("nft " + command, command);
  }

  private static synchronized String execute(String what, String commands) throws OsException {
    MemorySegment context = open(what);
    try (Arena arena = Arena.ofConfined()) {
      if (Libc.Nft.run(context, arena.allocateFrom(commands)) != 0) {
        throw new OsException(what, 0, Libc.Nft.error(context).strip());
      }
      return Libc.Nft.output(context);
    } finally {
      Libc.Nft.close(context);
    }
  }

  private static MemorySegment open(String what) throws OsException {
    MemorySegment context;
    try {
      context = Libc.Nft.open();
    } catch (LinkageError e) {
      OsException missing =
          new OsException(
              what, Errno.ENOENT, "libnftables.so.1 is missing: install package libnftables1");
      missing.initCause(e);
      throw missing;
    }
    if (context.equals(MemorySegment.NULL)) {
      throw new OsException(what, 0, "libnftables gives no context");
    }
    return context;
  }
}
