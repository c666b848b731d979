package hawser.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// A test that needs root for a network namespace of its own; skipped for everyone else.
@Tag("root")
@Test
@EnabledIf("hawser.linux.Namespace#isRoot")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface RootTest {}
