package io.github.accountlock.bulk;

import static io.github.accountlock.fixture.Accounts.tencent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.accountlock.domain.AccountList;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastedAccountsTest {

    private static final String HEADER = "provider,region,instanceId,accountName";
    private static final String ROW = "tencent-postgres,ap-guangzhou,postgres-demo01,app_user";

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEADER + "\n" + ROW,
                "\uFEFF" + HEADER + "\r\n" + ROW + "\r\n\r\n",
                "PROVIDER;Region;Instance;Account;Owner\ntencent-postgres;ap-guangzhou;postgres-demo01;app_user;Ann",
                "sep=;\nprovider;region;instanceId;accountName\ntencent-postgres;ap-guangzhou;postgres-demo01;app_user",
                "account\tinstance\tregion\tprovider\napp_user\tpostgres-demo01\tap-guangzhou\ttencent-postgres",
                "\"provider\",\"region\",\"instanceId\",\"accountName\"\n\"tencent-postgres\", ap-guangzhou ,\"postgres-demo01\",app_user",
                "\n  tencent-postgres/ap-guangzhou/postgres-demo01/app_user  \n"
            })
    void listIsReadAsPeopleHaveIt(String pasted) {
        assertThat(read(pasted)).isEqualTo(new AccountList(java.util.List.of(tencent("app_user"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^ | must not be empty",
                "provider,region,instanceId | accountName is missing",
                "account,account,region,instance,provider | the column accountName more than once",
                "account,accountName,region,instance,provider | the column accountName more than once",
                "^" + HEADER + "\n" + ROW + ",x^ | line 2, it has more cells than the first line has names.",
                "^" + HEADER + "\n" + ROW + "\n" + ROW + "^ | line 3, it is the account of line 2 again.",
                "^" + HEADER + "\ntencent-postgres,,postgres-demo01,a^ | line 2, region: must not be empty.",
                "^" + HEADER + "\n\"tencent-postgres,a^ | line 2, it cannot be read as CSV",
                "^" + HEADER + "\nTencent,r,i,a^ | line 2, provider: \"Tencent\" is not a provider id.",
                "a/b/c/d/e | line 1, a path has four parts",
                "a/b/c | line 1, accountName: must not be empty.",
            })
    void whatIsWrongIsToldByLine(String pasted, String sentence) {
        assertThatThrownBy(() -> read(pasted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void fiveThousandAreAListAndOneMoreIsNot() {
        assertThat(read(paths(AccountList.MOST)).accounts()).hasSize(AccountList.MOST);
        assertThatThrownBy(() -> read(paths(AccountList.MOST + 1))).hasMessageContaining("more than 5000 accounts");
    }

    @Test
    void ofManyWrongLinesTheFirstAreToldAndTheOthersCounted() {
        String wrong = IntStream.range(0, 25).mapToObj(i -> "x").collect(Collectors.joining("\n"));
        assertThatThrownBy(() -> read("a/b/c/d\n" + wrong))
                .hasMessageContaining("line 21,")
                .hasMessageContaining("accounts: 5 more lines are wrong.");
    }

    private static String paths(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> tencent("user_" + i).path())
                .collect(Collectors.joining("\n"));
    }

    private static AccountList read(String pasted) {
        return PastedAccounts.read(pasted == null ? "" : pasted, account -> Optional.empty());
    }
}
