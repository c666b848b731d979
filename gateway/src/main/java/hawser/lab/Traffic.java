package hawser.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/// `hawser traffic`: a TCP sink and a bounded source, for the hosts of the demo.
public final class Traffic {
  private static final int CHUNK = 64 << 10;

  private Traffic() {}

  /// `serve PORT` counts what each connection brings and answers with the number; `send ADDRESS
  /// PORT OCTETS` sends that much and expects the number.
  public static int run(List<String> words) throws IOException {
    if (words.size() == 2 && words.getFirst().equals("serve")) {
      serve(Integer.parseInt(words.get(1)));
      return 0;
    }
    if (words.size() == 4 && words.getFirst().equals("send")) {
      return send(words.get(1), Integer.parseInt(words.get(2)), Long.parseLong(words.get(3)));
    }
    System.err.println("usage: hawser traffic serve PORT | send ADDRESS PORT OCTETS");
    return 64;
  }

  private static void serve(int port) throws IOException {
    try (ServerSocket server = new ServerSocket(port)) {
      while (true) {
        try (Socket socket = server.accept()) {
          long octets = count(socket.getInputStream());
          socket
              .getOutputStream()
              .write((octets + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
      }
    }
  }

  private static long count(InputStream input) throws IOException {
    byte[] buffer = new byte[CHUNK];
    long octets = 0;
    for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
      octets += n;
    }
    return octets;
  }

  private static int send(String address, int port, long octets) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
      byte[] chunk = new byte[CHUNK];
      for (long left = octets; left > 0; left -= CHUNK) {
        socket.getOutputStream().write(chunk, 0, (int) Math.min(CHUNK, left));
      }
      socket.shutdownOutput();
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%d octets in %.2f s, %.0f Mb/s%n", octets, seconds, octets * 8 / seconds / 1e6);
      return answer.strip().equals(String.valueOf(octets)) ? 0 : 1;
    }
  }
}
