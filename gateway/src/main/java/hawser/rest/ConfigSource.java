package hawser.rest;

import hawser.config.Tree;

/// The configuration in force.
@FunctionalInterface
public interface ConfigSource {
  Tree tree();
}
