package hawser.lab;

import java.util.List;

/// `hawser demo`.
public final class Demo {
  private Demo() {}

  public static int run(List<String> words) {
    return 64;
  }
}
