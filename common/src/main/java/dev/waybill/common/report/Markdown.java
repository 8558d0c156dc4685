package dev.waybill.common.report;

import com.samskivert.mustache.Mustache;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text that is not ours, such as a category, a column's name or an expression, as it may stand in Markdown: in running text
 * or in a cell of a table, and shown as it is, whatever it holds.
 *
 * <p>Source: CommonMark 0.31.2, sections 2.4 (backslash escapes), 2.5 (entities), 6.1 (code spans) and 6.2 (emphasis);
 * GitHub Flavored Markdown 0.29, section 4.10 (tables).
 */
public final class Markdown {

    private static final Mustache.Compiler MUSTACHE = HtmlPage.MUSTACHE.withEscaper(Markdown::text);

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");
    /** Code, emphasis, cells, formulas and the end of a link's text. An underscore means nothing inside of a word. */
    private static final Pattern MARKUP =
            Pattern.compile("[\\\\`*|~$]|](?=[(\\[:])|(?<![\\p{L}\\p{N}_])_++|(?<!_)_++(?![\\p{L}\\p{N}])");
    /** Of a list or a heading, where the text begins a line. */
    private static final Pattern START = Pattern.compile("^(?:[-+]|#+|\\d{1,9}(?=[.)]))(?=[.)]? )");

    private static final Pattern ENTITY = Pattern.compile("&(?=#?\\w+;)");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Markdown() {}

    /** A text in one line, in which nothing is markup of Markdown or HTML. */
    public static String text(String text) {
        String escaped =
                MARKUP.matcher(oneLine(text)).replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
        String inside = START.matcher(escaped).replaceFirst(start -> Matcher.quoteReplacement(inside(start.group())));
        return ENTITY.matcher(inside).replaceAll("&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String escaped(String signs) {
        return signs.codePoints()
                .mapToObj(sign -> "\\" + Character.toString(sign))
                .collect(Collectors.joining());
    }

    /** A number is no sign that can be escaped, but the dot after it is. */
    private static String inside(String start) {
        return Character.isDigit(start.charAt(0)) ? start + "\\" : "\\" + start;
    }

    /**
     * A text in one line as code: between more backticks than it has in a row. Not for tables, where a {@code |} would end
     * it.
     */
    public static String code(String text) {
        String line = oneLine(text);
        String fence = "`".repeat(1 + longestRun(line));
        boolean apart = line.isEmpty() || line.startsWith("`") || line.endsWith("`");
        return apart ? fence + " " + line + " " + fence : fence + line + fence;
    }

    private static int longestRun(String line) {
        return BACKTICKS
                .matcher(line)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
    }

    private static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll(" ").strip();
    }

    /** As {@link HtmlPage#render}, of a template in Markdown: values are escaped by {@link #text}. */
    public static String render(Class<?> owner, String template, Record page) {
        return HtmlPage.render(MUSTACHE, owner, template, page);
    }
}
