package hawser.gateway;

import java.lang.reflect.Proxy;

/// POSIX signals. The JDK has them only in `sun.misc`, whose direct use every compiler warns of, so
/// it is reached by reflection, here alone.
final class Signals {
  private Signals() {}

  /// Runs `action` on a thread of the JDK's whenever the signal arrives.
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      Object before = signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
      assert before != null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no signal " + name, e);
    }
  }
}
