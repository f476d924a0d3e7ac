from tests.fixtures.store import PASSWORD
from tests.fixtures.web import sentences, soup

NEW = "fahrrad dämmerung zollstock"


def _change(**fields):
    return {"current": PASSWORD, "new": NEW, "again": NEW, **fields}


async def test_it_works(sign_in, counsellor, office):
    visitor = await sign_in(counsellor)
    page = soup(await visitor.get("/konto")).find("main").get_text()
    assert counsellor.name in page
    assert counsellor.login in page
    assert office.name in page
    assert "Beratung" in page


async def test_an_authority_sees_its_own_name(sign_in, official, authority):
    visitor = await sign_in(official)
    assert authority.name in (await visitor.get("/konto")).text


async def test_the_password_can_be_changed(sign_in, client, counsellor):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/konto/passwort", _change())
    assert response.status_code == 303
    assert (await client.sign_in(counsellor.login)).status_code == 422
    assert (await client.sign_in(counsellor.login, NEW)).status_code == 303


async def test_a_new_password_ends_every_other_sign_in(sign_in, counsellor):
    here, there = await sign_in(counsellor), await sign_in(counsellor)
    await here.submit("/konto/passwort", _change())
    assert (await here.get("/konto")).status_code == 200
    assert (await there.get("/konto")).status_code == 303


async def test_the_wrong_current_password_changes_nothing(sign_in, client, counsellor):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/konto/passwort", _change(current="nicht dieses"))
    assert response.status_code == 422
    assert sentences(response) == ["Das ist nicht Ihr jetziges Passwort."]
    assert (await client.sign_in(counsellor.login)).status_code == 303


async def test_a_slip_in_the_repetition_is_noticed(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    response = await visitor.submit("/konto/passwort", _change(again=NEW + "x"))
    assert sentences(response) == ["Die beiden neuen Passwörter sind nicht gleich."]


async def test_weak_passwords_are_refused(sign_in, counsellor):
    visitor = await sign_in(counsellor)
    for weak in ("zu kurz", "a" * 20, "12345678901234567890", "x" * 201):
        response = await visitor.submit("/konto/passwort", _change(new=weak, again=weak))
        assert response.status_code == 422
        assert sentences(response)[0].startswith(("Das Passwort", "Dieses Passwort"))


async def test_other_sign_ins_are_counted_and_can_be_ended(sign_in, counsellor):
    here, there = await sign_in(counsellor), await sign_in(counsellor)
    assert "noch an einer Stelle" in (await here.get("/konto")).text
    assert (await here.submit("/konto/anmeldungen")).status_code == 303
    assert (await there.get("/konto")).status_code == 303
    assert "nur hier angemeldet" in (await here.get("/konto")).text
