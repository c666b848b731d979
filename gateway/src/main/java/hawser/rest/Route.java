package hawser.rest;

import hawser.admin.Principal;
import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import java.util.List;

/// One thing that can be asked, and who may ask it. The table of routes is the only way in.
///
/// @param path segments; a last one `*` stands for one or more of any
public record Route(String method, List<String> path, Protection protection, Handler handler) {

  /// Who may ask.
  public sealed interface Protection {}

  /// Anybody: the page itself. Shows nothing of the gateway.
  public record Open() implements Protection {}

  /// Anybody who brings a password: the handler decides.
  public record ByPassword() implements Protection {}

  /// Whoever is logged in, even before the forced change of a password.
  public record Own() implements Protection {}

  /// Those whose profile allows it.
  public record Granted(Group group, Access access) implements Protection {}

  /// Answers. `principal` is nobody for open routes.
  @FunctionalInterface
  public interface Handler {
    Reply answer(Exchange exchange, Principal principal) throws RestException;
  }

  public static Route of(String method, String path, Protection protection, Handler handler) {
    return new Route(method, List.of(path.substring(1).split("/")), protection, handler);
  }

  boolean leadsTo(List<String> segments) {
    boolean any = path.getLast().equals("*");
    int fixed = any ? path.size() - 1 : path.size();
    if (any ? segments.size() <= fixed : segments.size() != fixed) {
      return false;
    }
    return segments.subList(0, fixed).equals(path.subList(0, fixed));
  }
}
