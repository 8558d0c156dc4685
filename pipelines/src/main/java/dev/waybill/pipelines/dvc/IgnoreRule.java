package dev.waybill.pipelines.dvc;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an ignore file, as gitignore(5) describes it.
 *
 * @param folder that holds the file
 * @param foldersOnly the line ends with a slash
 * @param ignore false for a line that starts with an exclamation mark
 */
record IgnoreRule(Path folder, Pattern pattern, boolean foldersOnly, boolean ignore) {

    /** None for a comment and for an empty line. */
    static Optional<IgnoreRule> of(Path folder, String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#") || text.equals("/")) {
            return Optional.empty();
        }
        boolean ignore = !text.startsWith("!");
        String glob = ignore ? text : text.substring(1);
        boolean foldersOnly = glob.endsWith("/");
        String bare = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
        String anchored = bare.contains("/") ? bare.replaceFirst("^/", "") : "**/" + bare;
        return Optional.of(new IgnoreRule(folder, Pattern.compile(regex(anchored)), foldersOnly, ignore));
    }

    /** What this line says of a path; nothing if it does not match. */
    Optional<Boolean> ignores(Path path, boolean isFolder) {
        if (foldersOnly && !isFolder) {
            return Optional.empty();
        }
        String relative = folder.relativize(path).toString();
        return pattern.matcher(relative).matches() ? Optional.of(ignore) : Optional.empty();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.+/)?");
                i += 3;
            } else if (glob.startsWith("**", i)) {
                regex.append(".+");
                i += 2;
            } else {
                i = character(glob, i, regex);
            }
        }
        return regex.toString();
    }

    private static int character(String glob, int i, StringBuilder regex) {
        char c = glob.charAt(i);
        int bracket = c == '[' ? glob.indexOf(']', i + 2) : -1;
        if (bracket > 0) {
            String inside = glob.substring(i + 1, bracket).replace("\\", "\\\\").replace("[", "\\[");
            regex.append('[')
                    .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                    .append(']');
            return bracket + 1;
        } else if (c == '\\' && i + 1 < glob.length()) {
            regex.append(Pattern.quote(glob.substring(i + 1, i + 2)));
            return i + 2;
        } else if (c == '*' || c == '?') {
            regex.append(c == '*' ? "[^/]*" : "[^/]");
        } else {
            regex.append(Pattern.quote(String.valueOf(c)));
        }
        return i + 1;
    }
}
