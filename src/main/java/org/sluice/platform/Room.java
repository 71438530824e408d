package org.sluice.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a package to be a room of the house and names the rooms that it may use.
 *
 * <p>The floor ({@code failure}, {@code platform}, {@code rest}) is open to every room and is not
 * named. Sub-packages belong to the room of their parent. The architecture test reads this
 * annotation and fails on any other dependency.
 */
@Documented
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Room {

  /** Names of the rooms, each the simple name of a package below {@code org.sluice}. */
  String[] mayUse() default {};
}
