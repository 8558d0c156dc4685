package dev.waybill.common.report;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import dev.waybill.common.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page that stands alone: one HTML file without script, font, image or style from elsewhere.
 *
 * <p>A template is Mustache over a record, begins with <code>{{>head}}</code>, which shows the record's {@code title},
 * and ends with <code>{{>foot}}</code>. Values are escaped; a name that the record lacks is an error. A section over an
 * Optional is shown for its value, or not at all.
 */
public final class HtmlPage {

    static final Mustache.Compiler MUSTACHE =
            Mustache.compiler().escapeHTML(true).strictSections(true).withCollector(new WithOptional());

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private HtmlPage() {}

    /** A moment as pages show it: {@code 2024-03-31 02:00 UTC}. */
    public static String minute(Instant moment) {
        return MINUTE.format(moment.atZone(ZoneOffset.UTC));
    }

    /**
     * Fills a template in.
     *
     * @param owner the class beside which the template lies
     * @param template its file name: {@code drift.mustache}
     * @param page a record with all that the template names
     */
    public static String render(Class<?> owner, String template, Record page) {
        return render(MUSTACHE, owner, template, page);
    }

    static String render(Mustache.Compiler mustache, Class<?> owner, String template, Record page) {
        try (Reader reader = open(owner, template)) {
            return mustache.withLoader(name -> partial(owner, name + (name.contains(".") ? "" : ".mustache")))
                    .compile(reader)
                    .execute(page);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the template " + template, e);
        }
    }

    /** Puts a page in place as a whole: whoever looks sees the old page or the new one. */
    public static void write(Path file, String html) {
        AtomicFile.write(file, html);
    }

    /** A part of a template: one of the owner's, or one that all pages share. */
    private static Reader partial(Class<?> owner, String name) {
        return open(owner.getResource(name) == null ? HtmlPage.class : owner, name);
    }

    private static Reader open(Class<?> owner, String name) {
        @Nullable InputStream stream = owner.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalArgumentException("There is no template " + name + " beside " + owner.getName());
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    private static final class WithOptional extends DefaultCollector {

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            return value instanceof Optional<?> optional ? optional.stream().iterator() : super.toIterator(value);
        }
    }
}
