package hawser.rest;

/// A request that cannot be served, as FortiOS says it.
public final class RestException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int code;
  private final String field;

  /// @param code FortiOS's error number
  /// @param field the offending field of the body or query; empty for none
  public RestException(int status, int code, String field, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.field = field;
  }

  static RestException badField(String field, String message) {
    return new RestException(400, -651, field, message);
  }

  static RestException notFound(String message) {
    return new RestException(404, -3, "", message);
  }

  public int status() {
    return status;
  }

  int code() {
    return code;
  }

  String field() {
    return field;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
