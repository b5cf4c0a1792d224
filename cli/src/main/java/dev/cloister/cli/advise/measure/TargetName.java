package dev.cloister.cli.advise.measure;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A static method as a person names it: {@code com.acme.Ocr::extract} or {@code com.acme.Ocr::extract(java.lang.String)}.
 *
 * @param className the class; nested ones with {@code $} or {@code .}
 * @param method the method
 * @param parameters the types of its parameters; null if they were not given
 */
public record TargetName(
        String className, String method, @Nullable List<String> parameters) {
    private static final String SEPARATOR = "::";
    private static final String FORM = "write Class::method, such as com.acme.Ocr::extract, or, to choose between"
            + " overloads, 'com.acme.Ocr::extract(java.lang.String)'";

    /**
     * Takes it apart.
     *
     * @throws RefusedException if it is no such name
     */
    public static TargetName parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new RefusedException("'" + text + "' names no method: " + FORM);
        }
        String className = text.substring(0, separator).strip();
        String rest = text.substring(separator + SEPARATOR.length()).strip();
        int parenthesis = rest.indexOf('(');
        String method = (parenthesis < 0 ? rest : rest.substring(0, parenthesis)).strip();
        if (method.equals("new") || !isName(method) || !isDotted(className)) {
            throw new RefusedException("'" + text + "' names no static method: " + FORM);
        }
        if (parenthesis < 0) {
            return new TargetName(className, method, null);
        }
        if (!rest.endsWith(")")) {
            throw new RefusedException("'" + text + "' has a '(' but does not end with ')': " + FORM);
        }
        String inside = rest.substring(parenthesis + 1, rest.length() - 1).strip();
        List<String> types = inside.isEmpty()
                ? List.of()
                : Arrays.stream(inside.split(",", -1)).map(String::strip).toList();
        if (types.size() != 1 || types.getFirst().isEmpty()) {
            throw new RefusedException("'" + text + "' has " + types.size()
                    + " parameters; only methods of one argument can be measured: a"
                    + " map gives each input as that argument");
        }
        return new TargetName(className, method, types);
    }

    private static boolean isDotted(String name) {
        return Arrays.stream(name.split("\\.", -1)).allMatch(TargetName::isName);
    }

    private static boolean isName(String word) {
        return !word.isEmpty()
                && Character.isJavaIdentifierStart(word.charAt(0))
                && word.chars().allMatch(Character::isJavaIdentifierPart);
    }
}
