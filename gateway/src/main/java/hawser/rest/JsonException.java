package hawser.rest;

/// Text that is no JSON, or more of it than is taken.
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1;

  JsonException(String message) {
    super(message, null, false, false);
  }
}
