package hawser.config;

/// A piece of configuration and where it came from.
public record ConfigText(String file, String text) {}
