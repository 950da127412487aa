package io.github.accountlock.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the engine writes before the names of its tables, and so do we: {@code bpm.} (a schema), {@code PRE_}, or both. Our
 * statements are written without it, those about the engine's history too.
 *
 * @param text empty if there is none
 */
public record TablePrefix(String text) {

    private static final Pattern OURS =
            Pattern.compile("(?i)(?<!\")\\b(index\\s+|trigger\\s+)?(account_lock_\\w|act_hi_\\w)");

    /** The statement as this database understands it. An index and a trigger lie in the schema of their table. */
    String in(String sql) {
        if (text.isEmpty()) {
            return sql;
        }
        return OURS.matcher(sql)
                .replaceAll(name -> Matcher.quoteReplacement(
                        (name.group(1) == null ? text : name.group(1) + withoutSchema()) + name.group(2)));
    }

    /** A name in quotes, as the history of our migrations has been made. */
    String quoted(String name) {
        return schema() + '"' + withoutSchema() + name + '"';
    }

    private String schema() {
        return text.substring(0, text.lastIndexOf('.') + 1);
    }

    private String withoutSchema() {
        return text.substring(text.lastIndexOf('.') + 1);
    }

    /** The connection, with the prefix in every statement about our tables that it prepares. */
    public Connection on(Connection connection) {
        if (text.isEmpty()) {
            return connection;
        }
        return (Connection) Proxy.newProxyInstance(
                TablePrefix.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        arguments[0] = in((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
