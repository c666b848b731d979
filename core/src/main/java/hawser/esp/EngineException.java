package hawser.esp;

/// An engine that cannot serve, with one line that says why. Everything goes on without it.
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  public EngineException(String message) {
    super(message, null, false, false);
  }
}
