package dev.cloister;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users see: the module's descriptor, the exported types, and the examples in their documentation. */
class ApiTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "cloister");
    private static final String SNIPPET = "{@snippet :";

    @Test
    void theModuleExportsItsPublicPackagesAndRequiresNoThirdParty() {
        ModuleDescriptor descriptor = Pool.class.getModule().getDescriptor();
        assertThat(descriptor.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder(
                        "dev.cloister",
                        "dev.cloister.advice",
                        "dev.cloister.manager",
                        "dev.cloister.process",
                        "dev.cloister.remote",
                        "dev.cloister.shared");
        assertThat(descriptor.requires())
                .filteredOn(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrder("java.base", "java.management");
    }

    @Test
    void noInternalTypeLeaksIntoThePublicApi() throws Exception {
        var leaks = new TreeSet<String>();
        for (Class<?> type : publicTypes()) {
            for (Method method : type.getMethods()) {
                collect(leaks, type, method, method.getReturnType());
            }
            for (Executable constructor : type.getConstructors()) {
                collect(leaks, type, constructor, Void.class);
            }
        }
        assertThat(leaks).isEmpty();
    }

    private static void collect(TreeSet<String> leaks, Class<?> type, Executable member, Class<?> result) {
        List<Class<?>> used = new ArrayList<>(List.of(member.getParameterTypes()));
        used.add(result);
        for (Class<?> u : used) {
            if (u.getName().startsWith("dev.cloister.internal")) {
                leaks.add(type.getSimpleName() + "." + member.getName() + " uses " + u.getName());
            }
        }
    }

    @Test
    void everyPublicTypeShowsAnExample() throws Exception {
        for (Class<?> type : publicTypes()) {
            String source = Files.readString(source(type));
            boolean abstractError = Modifier.isAbstract(type.getModifiers()) && Throwable.class.isAssignableFrom(type);
            assertThat(abstractError || source.contains(SNIPPET))
                    .as("%s has an example", type)
                    .isTrue();
        }
    }

    @Test
    void theExamplesCompile(@TempDir Path directory) throws Exception {
        List<String> files = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            for (String snippet : snippets(Files.readString(source(type)))) {
                String name = "Example" + files.size();
                Path file = directory.resolve(name + ".java");
                Files.writeString(file, program(name, snippet));
                files.add(file.toString());
            }
        }
        assertThat(files).hasSizeGreaterThan(20);
        StringWriter errors = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(
                "-d", directory.toString(), "-cp", Path.of("target", "classes").toString(), "-proc:none"));
        arguments.addAll(files);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(new PrintWriter(errors), new PrintWriter(errors), arguments.toArray(String[]::new));
        assertThat(status).as("%s", errors).isZero();
    }

    private static List<String> snippets(String source) {
        List<String> snippets = new ArrayList<>();
        for (int at = source.indexOf(SNIPPET); at >= 0; at = source.indexOf(SNIPPET, at + 1)) {
            int begin = at + SNIPPET.length();
            int end = begin;
            for (int depth = 1; depth > 0; end++) {
                char c = source.charAt(end);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
            snippets.add(source.substring(begin, end - 1)
                    .replaceAll("(?m)^ \\* ?", "")
                    .strip());
        }
        return snippets;
    }

    private static String program(String name, String example) {
        return example.startsWith("static ")
                ? "class " + name + " {\n" + example + "\n}\n"
                : "class " + name + " {\n void example() throws Exception {\n" + example + "\n}\n}\n";
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (String directory : List.of("", "advice", "manager", "process", "remote", "shared")) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(directory))) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    if (Files.isRegularFile(file) && !name.equals("package-info")) {
                        String packageName = directory.isEmpty() ? "dev.cloister." : "dev.cloister." + directory + ".";
                        Class<?> type = Class.forName(packageName + name);
                        if (Modifier.isPublic(type.getModifiers())) {
                            types.add(type);
                        }
                    }
                }
            }
        }
        return types;
    }

    private static Path source(Class<?> type) {
        String directory = type.getPackageName().replace("dev.cloister", "").replace(".", "");
        return SOURCES.resolve(directory).resolve(type.getSimpleName() + ".java");
    }
}
