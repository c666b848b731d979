package hawser.gateway;

import hawser.esp.Engine;
import hawser.esp.EngineChoice;
import hawser.esp.EngineException;
import hawser.esp.JdkEngine;
import hawser.ipsecmb.IpsecMb;
import java.util.List;
import java.util.Optional;

/// The crypto engines of this process: `ipsec-mb` where its library is present and right, `jdk`
/// always. Each worker takes an engine of its own.
public final class Engines {
  /// What an operator may ask for.
  public static final List<String> SETTINGS = List.of("auto", "ipsec-mb", "jdk");

  private final Optional<IpsecMb> library;

  private Engines(Optional<IpsecMb> library) {
    this.library = library;
  }

  /// @param setting one of [#SETTINGS]: `auto` takes the best there is, the others that one
  /// @throws EngineException when `ipsec-mb` is asked for and cannot serve
  public static Engines of(String setting) throws EngineException {
    return switch (setting) {
      case "auto" -> auto();
      case "ipsec-mb" -> new Engines(Optional.of(IpsecMb.load()));
      case "jdk" -> new Engines(Optional.empty());
      default ->
          throw new EngineException(
              "unknown engine '" + setting + "', known are " + String.join(", ", SETTINGS));
    };
  }

  private static Engines auto() {
    try {
      return new Engines(Optional.of(IpsecMb.load()));
    } catch (EngineException e) {
      Log.info(e.getMessage() + "; the JDK's ciphers serve");
      return new Engines(Optional.empty());
    }
  }

  /// An engine for one worker thread, to be made before the thread uses it. It serves every suite:
  /// a native engine that fails a suite's known answers leaves it to the JDK's.
  public Engine forWorker() {
    JdkEngine jdk = new JdkEngine();
    List<Engine> engines =
        library.<List<Engine>>map(mb -> List.of(mb.engine(), jdk)).orElse(List.of(jdk));
    return new EngineChoice(engines, Log::warn);
  }

  /// For `get system status`: `ipsec-mb 1.3.0 (AVX512)`.
  public String description() {
    return library.map(IpsecMb::description).orElse("jdk " + Runtime.version());
  }
}
