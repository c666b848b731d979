package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.EspSuite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Chooses an engine for each SA when it is installed: the first, in order of preference, that
/// passed its self-test for the suite. The tests run once, when this is made.
public final class EngineChoice implements Engine {
  private final List<Engine> engines;
  private final Map<EspSuite, Engine> bySuite = new HashMap<>();

  /// @param engines the preferred first
  /// @param declined gets a line for each suite that an engine failed
  public EngineChoice(List<Engine> engines, Consumer<String> declined) {
    this.engines = List.copyOf(engines);
    for (EspSuite suite : EspSuite.all()) {
      for (Engine engine : engines) {
        if (SelfTest.passes(engine, suite)) {
          bySuite.put(suite, engine);
          break;
        }
        declined.accept(engine.name() + ": " + suite.text() + " gives wrong answers: declined");
      }
    }
  }

  /// The preferred engine's.
  @Override
  public String name() {
    return engines.getFirst().name();
  }

  /// The engine that serves a suite.
  public Engine of(EspSuite suite) {
    Engine engine = bySuite.get(suite);
    if (engine == null) {
      throw new IllegalStateException("no engine serves " + suite.text());
    }
    return engine;
  }

  @Override
  public EspCipher cipher(
      EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction) {
    return of(suite).cipher(suite, keys, sequence, direction);
  }
}
