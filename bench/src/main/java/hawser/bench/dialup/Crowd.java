package hawser.bench.dialup;

import hawser.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// `hawser crowd HUB FIRST-OUTER FIRST-INNER NETWORK SECRET [WINDOW]`: dials a hub from many
/// addresses of this host, each with a /32 of its own behind it, and answers what the hub asks.
///
/// Standard input is a number a line: so many tunnels shall be up. When they are, a line says how
/// long that took. The end of the input says goodbye for all of them.
public final class Crowd {
  private static final int WINDOW = 48;

  private Crowd() {}

  public static void main(String[] words) throws IOException {
    if (words.length < 5 || words.length > 6) {
      System.err.println("usage: hawser crowd HUB FIRST-OUTER FIRST-INNER NETWORK SECRET [WINDOW]");
      System.exit(64);
    }
    CallPlan plan =
        new CallPlan(
            IpAddress.parse(words[0]),
            IpAddress.parse(words[1]),
            IpAddress.parse(words[2]),
            words[3],
            words[4]);
    int window = words.length == 6 ? Integer.parseInt(words[5]) : WINDOW;
    ConcurrentLinkedQueue<Integer> wishes = new ConcurrentLinkedQueue<>();
    AtomicBoolean ended = new AtomicBoolean();
    try (Exchange exchange = new Exchange(plan, window)) {
      Thread.ofPlatform().daemon().start(() -> read(wishes, ended, exchange));
      while (!ended.get() || !wishes.isEmpty()) {
        Integer wish = wishes.poll();
        if (wish == null) {
          exchange.turn();
        } else {
          raise(exchange, wish);
        }
      }
      exchange.closeAll();
    }
  }

  private static void raise(Exchange exchange, int wanted) throws IOException {
    long begin = System.nanoTime();
    exchange.want(wanted);
    while (exchange.up() < wanted) {
      exchange.turn();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "up %d, %.1f s, %d calls failed%n", exchange.up(), seconds, exchange.failures());
    System.out.flush();
  }

  private static void read(
      ConcurrentLinkedQueue<Integer> wishes, AtomicBoolean ended, Exchange exchange) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        wishes.add(Integer.valueOf(line.strip()));
        exchange.wake();
      }
    } catch (IOException | NumberFormatException e) {
      System.err.println("crowd: " + e.getMessage());
    } finally {
      ended.set(true);
      exchange.wake();
    }
  }
}
