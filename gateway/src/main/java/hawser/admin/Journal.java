package hawser.admin;

/// Where is written who did what. Names may be a stranger's text: whoever writes them escapes them.
@FunctionalInterface
public interface Journal {
  void note(String event);
}
