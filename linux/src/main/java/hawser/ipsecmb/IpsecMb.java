package hawser.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hawser.esp.Engine;
import hawser.esp.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;

/// The library, found and checked. Shared by all threads; each worker has an [#engine] of its own.
///
/// The library says its version and the size of its manager, which must be those that [Layout] was
/// written for; then the places of the manager's functions are compared with the exported symbols.
/// So a wrong layout is found before anything is called through it.
public final class IpsecMb {
  private static final String FILE = "libIPSec_MB.so.1";
  private static final List<String> ARCHITECTURES =
      List.of("none", "no AES-NI", "SSE", "AVX", "AVX2", "AVX512");

  private final String file;
  private final SymbolLookup symbols;
  private final String architecture;

  private IpsecMb(String file) throws EngineException {
    this.file = file;
    try {
      symbols = Native.open(file);
    } catch (IllegalArgumentException e) {
      throw new EngineException("ipsec-mb: " + file + " not found (package libipsec-mb1)");
    }
    String version = Native.string(Native.ask(symbol("imb_get_version_str")), 64);
    if (!version.equals(Layout.VERSION)) {
      throw new EngineException(
          "ipsec-mb: %s is version %s, known is %s".formatted(file, version, Layout.VERSION));
    }
    long size = Native.ask(symbol("imb_get_mb_mgr_size"));
    if (size != Layout.MANAGER_SIZE) {
      throw new EngineException(
          "ipsec-mb: %s has a manager of %d octets, known are %d"
              .formatted(file, size, Layout.MANAGER_SIZE));
    }
    MemorySegment manager = manager();
    int used = manager.get(JAVA_INT, Layout.USED_ARCH);
    if (used < 2 || used >= ARCHITECTURES.size() || manager.get(JAVA_INT, Layout.ERRNO) != 0) {
      throw new EngineException("ipsec-mb: " + file + " does not serve this CPU");
    }
    architecture = ARCHITECTURES.get(used);
    if (!placesAreRight(manager)) {
      throw new EngineException("ipsec-mb: " + file + ": its manager is not laid out as known");
    }
  }

  /// @throws EngineException when the library is missing, of an unknown version, or of no use here
  public static IpsecMb load() throws EngineException {
    return load(FILE);
  }

  /// @param file a path, or a name that the loader looks for
  public static IpsecMb load(String file) throws EngineException {
    return new IpsecMb(file);
  }

  /// An engine for one thread. Its ciphers may be made on any thread and are used on that one. The
  /// memory of the packets must be native.
  public Engine engine() {
    return new MbEngine(manager());
  }

  /// Name, version and the instructions used: `ipsec-mb 1.3.0 (AVX512)`.
  public String description() {
    return "ipsec-mb %s (%s)".formatted(Layout.VERSION, architecture);
  }

  private MemorySegment manager() {
    MemorySegment manager = Arena.ofAuto().allocate(Layout.MANAGER_SIZE, 64);
    try {
      Native.setPointers(symbol("imb_set_pointers_mb_mgr"), manager.address());
      Native.call(symbol("init_mb_mgr_auto"), manager.address(), 0);
    } catch (EngineException e) {
      throw new IllegalStateException(e);
    }
    return manager;
  }

  /// True when the functions for jobs stand where they should, and are of one variant.
  private boolean placesAreRight(MemorySegment manager) throws EngineException {
    String name = "_job_" + architecture.toLowerCase(Locale.ROOT);
    for (String variant : List.of("", "_t1", "_t2", "_t3")) {
      if (symbols.find("get_next" + name + variant).isPresent()
          && holds(manager, Layout.GET_NEXT_JOB, "get_next" + name + variant)) {
        return holds(manager, Layout.SUBMIT_JOB, "submit" + name + variant)
            && holds(manager, Layout.FLUSH_JOB, "flush" + name + variant);
      }
    }
    return false;
  }

  private boolean holds(MemorySegment manager, long at, String name) throws EngineException {
    return manager.get(JAVA_LONG, at) == symbol(name).address();
  }

  private MemorySegment symbol(String name) throws EngineException {
    return symbols
        .find(name)
        .orElseThrow(() -> new EngineException("ipsec-mb: " + file + " has no " + name));
  }
}
