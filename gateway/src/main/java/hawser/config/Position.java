package hawser.config;

/// A place in a file; line and column count from 1.
public record Position(String file, int line, int column) {
  static final Position NONE = new Position("", 0, 0);

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
