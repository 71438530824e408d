package org.sluice.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateful;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.sluice.identity.Caller;
import org.sluice.platform.Inside;
import org.sluice.platform.Room;

/**
 * The rules of the house, over all classes below one root package; each answers with the places
 * that break it.
 */
final class House {

  private static final Set<String> FLOOR = Set.of("failure", "platform", "rest");
  private static final List<String> BANNED_ENDINGS =
      List.of("Impl", "Manager", "Helper", "Util", "Utils", "DTO", "Dto", "Common", "Base");

  private static final List<Class<? extends Annotation>> BEANS =
      List.of(Stateless.class, Stateful.class, Singleton.class);

  private final String root;
  private final Collection<JavaClass> classes;
  private final Map<String, Set<String>> rooms = new TreeMap<>();

  House(String root, JavaClasses all) {
    this.root = root;
    this.classes =
        all.stream()
            .filter(each -> each.getPackageName().startsWith(root + "."))
            .filter(each -> !each.getSimpleName().equals("package-info"))
            .toList();
    classes.stream().map(this::room).distinct().forEach(this::read);
  }

  private void read(String room) {
    try {
      Room annotation =
          Class.forName(root + "." + room + ".package-info").getPackage().getAnnotation(Room.class);
      if (annotation != null) {
        rooms.put(room, Set.of(annotation.mayUse()));
      }
    } catch (ClassNotFoundException noPackageInfo) {
      // Left out of the rooms, which withoutRoom() reports.
    }
  }

  private String room(JavaClass type) {
    String rest = type.getPackageName().substring(root.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  /** Packages that declare no room. */
  List<String> withoutRoom() {
    return classes.stream().map(this::room).distinct().filter(r -> !rooms.containsKey(r)).toList();
  }

  /** Uses of a room that the user's declaration does not allow. */
  List<String> trespasses() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      String own = room(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.getPackageName().startsWith(root + ".")) {
          continue;
        }
        String used = room(target);
        boolean allowed =
            used.equals(own)
                || (FLOOR.contains(used) && !FLOOR.contains(own))
                || (FLOOR.contains(own) && used.equals("failure"))
                || (own.equals("rest") && used.equals("platform"))
                || rooms.getOrDefault(own, Set.of()).contains(used);
        if (!allowed) {
          found.add(own + " uses " + used + ": " + dependency.getDescription());
        }
      }
    }
    return found;
  }

  /** Uses of what is public for the parts of its own room alone. */
  List<String> intrusions() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = outermost(dependency.getTargetClass().getBaseComponentType());
        if (target.getPackageName().startsWith(root + ".")
            && target.isAnnotatedWith(Inside.class)
            && !room(target).equals(room(type))) {
          found.add(dependency.getDescription());
        }
      }
    }
    return found;
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(House::outermost).orElse(type);
  }

  /** Rooms that may use each other in a circle. */
  List<String> circles() {
    return circles(rooms);
  }

  /**
   * Parts of a room, the packages below its own, that use each other in a circle. The room's own
   * package is none of them: its words are used by all parts, its doors use them.
   */
  List<String> circlesOfParts() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        boolean inside =
            target.getPackageName().startsWith(root + ".") && room(target).equals(room(type));
        if (inside && isInPart(type) && isInPart(target) && !part(type).equals(part(target))) {
          uses.computeIfAbsent(part(type), each -> new TreeSet<>()).add(part(target));
        }
      }
    }
    return circles(uses);
  }

  private boolean isInPart(JavaClass type) {
    return !part(type).equals(room(type));
  }

  /** Name of the part with its room; of the room alone for a class of its own package. */
  private String part(JavaClass type) {
    String[] names = type.getPackageName().substring(root.length() + 1).split("\\.");
    return names.length == 1 ? names[0] : names[0] + "." + names[1];
  }

  private static List<String> circles(Map<String, Set<String>> uses) {
    List<String> found = new ArrayList<>();
    for (String each : uses.keySet()) {
      Set<String> reached = new TreeSet<>();
      reach(each, uses, reached);
      if (reached.contains(each)) {
        found.add(each);
      }
    }
    return found;
  }

  private static void reach(String from, Map<String, Set<String>> uses, Set<String> reached) {
    for (String next : uses.getOrDefault(from, Set.of())) {
      if (reached.add(next)) {
        reach(next, uses, reached);
      }
    }
  }

  /**
   * Uses of JGit outside git, of SSH outside egress, of Faces outside console, of JAX-RS outside
   * resources and rest, of the server's executors outside platform.
   */
  List<String> strayLibraries() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      String own = room(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
        boolean stray =
            used.startsWith("org.eclipse.jgit") && !own.equals("git")
                || used.startsWith("org.apache.sshd") && !own.equals("egress")
                || used.equals("jakarta.enterprise.concurrent") && !own.equals("platform")
                || (used.startsWith("jakarta.faces") || used.startsWith("org.primefaces"))
                    && !own.equals("console")
                || used.startsWith("jakarta.ws.rs")
                    && !own.equals("rest")
                    && !type.getName().replaceAll("\\$.*", "").matches(".*(Resource|Filter)");
        if (stray) {
          found.add(dependency.getDescription());
        }
      }
    }
    return found;
  }

  /** Endpoints that declare no roles. */
  List<String> openEndpoints() {
    return endpoints()
        .filter(
            method ->
                Stream.of(RolesAllowed.class, PermitAll.class, DenyAll.class)
                    .noneMatch(
                        role ->
                            method.isAnnotatedWith(role)
                                || method.getOwner().isAnnotatedWith(role)))
        .map(JavaMethod::getFullName)
        .toList();
  }

  /** Entities in the signatures of endpoints. */
  List<String> exposedEntities() {
    return endpoints()
        .filter(
            method ->
                Stream.concat(
                        Stream.of(method.getRawReturnType()),
                        method.getRawParameterTypes().stream())
                    .anyMatch(type -> type.isAnnotatedWith(Entity.class)))
        .map(JavaMethod::getFullName)
        .toList();
  }

  private Stream<JavaMethod> endpoints() {
    return classes.stream()
        .filter(type -> type.isAnnotatedWith(Path.class))
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class));
  }

  /** Resource classes that share their path with another one. */
  List<String> sharedPaths() {
    Map<String, List<String>> byPath = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.isAnnotatedWith(Path.class)) {
        byPath
            .computeIfAbsent(
                type.getAnnotationOfType(Path.class).value().replaceAll("\\{[^}]*}", "{}"),
                path -> new ArrayList<>())
            .add(type.getName());
      }
    }
    return byPath.entrySet().stream()
        .filter(each -> each.getValue().size() > 1)
        .map(Object::toString)
        .toList();
  }

  /**
   * Calls of methods of enterprise beans that are not public, from other classes: the container
   * refuses them when they are made (Enterprise Beans 4.0, section 3.4.4).
   */
  List<String> refusedCalls() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : classes) {
      for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
        JavaClass bean = call.getTargetOwner();
        boolean refused =
            BEANS.stream().anyMatch(bean::isAnnotatedWith)
                && !outermost(bean).equals(outermost(type))
                && call.getTarget()
                    .resolveMember()
                    .filter(method -> !method.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
                    .isPresent();
        if (refused) {
          found.add(call.getDescription());
        }
      }
    }
    return found;
  }

  /** Public methods of enterprise beans that are static: no business method, and a server warns. */
  List<String> staticMethodsOfBeans() {
    return classes.stream()
        .filter(type -> BEANS.stream().anyMatch(type::isAnnotatedWith))
        .flatMap(type -> type.getMethods().stream())
        .filter(
            method ->
                method.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC)))
        .map(JavaMethod::getFullName)
        .toList();
  }

  /**
   * Classes that hold a caller and outlive his request: whoever came first would be everybody. They
   * ask a provider each time.
   */
  List<String> callersKept() {
    return classes.stream()
        .filter(type -> !type.isAnnotatedWith(RequestScoped.class))
        .flatMap(type -> type.getFields().stream())
        .filter(field -> field.isAnnotatedWith(Inject.class))
        .filter(field -> field.getRawType().isEquivalentTo(Caller.class))
        .map(JavaField::getFullName)
        .toList();
  }

  /** Names that say nothing. */
  List<String> emptyNames() {
    return classes.stream()
        .map(JavaClass::getSimpleName)
        .filter(name -> BANNED_ENDINGS.stream().anyMatch(name::endsWith))
        .toList();
  }

  @Override
  public String toString() {
    return Arrays.toString(rooms.entrySet().toArray());
  }
}
