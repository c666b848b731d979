package hawser.rest;

import java.util.List;
import java.util.Map;

/// The frame that FortiOS puts around every answer.
///
/// @param serial of this installation
public record Envelope(String serial) {
  /// The release whose interface is followed; clients parse three numbers.
  public static final String VERSION = "v7.4.4";

  private static final int BUILD = 1;

  /// The answer to a question: an array of one when all VDOMs were asked.
  public Reply.Whole success(Exchange exchange, Object results) {
    Map<String, Object> body = frame(exchange, "success", 200);
    body.put("results", results);
    return Reply.json(200, allVdoms(exchange) ? List.of(body) : body);
  }

  /// The same with more members in the frame.
  public Reply.Whole success(Exchange exchange, Object results, Map<String, Object> more) {
    Map<String, Object> body = frame(exchange, "success", 200);
    body.putAll(more);
    body.put("results", results);
    return Reply.json(200, allVdoms(exchange) ? List.of(body) : body);
  }

  public Reply.Whole error(Exchange exchange, RestException e) {
    return error(exchange.method(), exchange.path(), e);
  }

  /// An error of a request that was not understood.
  public Reply.Whole error(String method, List<String> path, RestException e) {
    Map<String, Object> body = frame(method, path, "error", e.status());
    if (e.code() != 0) {
      body.put("error", e.code());
    }
    body.put("message", e.text());
    if (!e.field().isEmpty()) {
      body.put("field", e.field());
      body.put(
          "cli_error",
          "value parse error before '"
              + e.field()
              + "'\nCommand fail. Return code "
              + e.code()
              + "\n");
    }
    return Reply.json(e.status(), body);
  }

  private Map<String, Object> frame(Exchange exchange, String status, int code) {
    return frame(exchange.method(), exchange.path(), status, code);
  }

  private Map<String, Object> frame(String method, List<String> path, String status, int code) {
    Map<String, Object> frame = Json.object("http_method", method);
    // api v2 monitor PATH NAME [ACTION], or api v2 cmdb PATH NAME [MKEY]
    if (path.size() > 3) {
      frame.put("path", brief(path.get(3)));
    }
    if (path.size() > 4) {
      frame.put("name", brief(path.get(4)));
    }
    if (path.size() > 5) {
      frame.put(path.get(2).equals("cmdb") ? "mkey" : "action", brief(path.get(5)));
    }
    frame.put("vdom", "root");
    frame.put("status", status);
    frame.put("http_status", code);
    frame.put("serial", serial);
    frame.put("version", VERSION);
    frame.put("build", BUILD);
    return frame;
  }

  private static boolean allVdoms(Exchange exchange) {
    return "*".equals(exchange.query().get("vdom"))
        || "1".equals(exchange.query().get("global"))
        || "global".equals(exchange.query().get("vdom"))
        || "global".equals(exchange.query().get("scope"));
  }

  private static String brief(String word) {
    return word.length() > 64 ? word.substring(0, 64) : word;
  }
}
