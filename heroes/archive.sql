CREATE TABLE district (
    id INTEGER PRIMARY KEY,
    name VARCHAR(40) NOT NULL UNIQUE,
    population INTEGER
);
CREATE TABLE officer (
    badge CHAR(5) PRIMARY KEY,
    name VARCHAR(60) NOT NULL,
    joined DATE NOT NULL,
    mentor CHAR(5),
    FOREIGN KEY (mentor) REFERENCES officer (badge)
);
CREATE TABLE registered_hero (
    id INTEGER PRIMARY KEY,
    alias VARCHAR(60) NOT NULL UNIQUE,
    civil_name VARCHAR(60),
    district_id INTEGER,
    registered DATE NOT NULL,
    active BOOLEAN NOT NULL,
    badge_image BLOB,
    FOREIGN KEY (district_id) REFERENCES district (id)
);
CREATE TABLE power (
    id INTEGER PRIMARY KEY,
    name VARCHAR(40) NOT NULL UNIQUE
);
CREATE TABLE hero_power (
    hero_id INTEGER NOT NULL,
    power_id INTEGER NOT NULL,
    PRIMARY KEY (hero_id, power_id),
    FOREIGN KEY (hero_id) REFERENCES registered_hero (id),
    FOREIGN KEY (power_id) REFERENCES power (id)
);
CREATE TABLE "Equipment Item" (
    code CHAR(4) PRIMARY KEY,
    name VARCHAR(60) NOT NULL,
    "group" VARCHAR(20) NOT NULL,
    price NUMERIC(9, 2)
);
CREATE TABLE equipment_loan (
    id INTEGER PRIMARY KEY,
    item CHAR(4) NOT NULL,
    hero_id INTEGER NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE,
    approved_by CHAR(5) NOT NULL,
    FOREIGN KEY (item) REFERENCES "Equipment Item" (code),
    FOREIGN KEY (hero_id) REFERENCES registered_hero (id),
    FOREIGN KEY (approved_by) REFERENCES officer (badge)
);
CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    district_id INTEGER NOT NULL,
    kind VARCHAR(30) NOT NULL,
    severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5),
    opened TIMESTAMP NOT NULL,
    closed TIMESTAMP NULL,
    damage NUMERIC(12, 2),
    FOREIGN KEY (district_id) REFERENCES district (id)
);
CREATE INDEX incident_opened ON incident (opened);
CREATE TABLE incident_hero (
    incident_id INTEGER NOT NULL,
    hero_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    PRIMARY KEY (incident_id, hero_id),
    FOREIGN KEY (incident_id) REFERENCES incident (id),
    FOREIGN KEY (hero_id) REFERENCES registered_hero (id)
);
CREATE TABLE report (
    incident_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    written_by CHAR(5) NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident_id, number),
    FOREIGN KEY (incident_id) REFERENCES incident (id),
    FOREIGN KEY (written_by) REFERENCES officer (badge)
);
CREATE TABLE "24h_hotline" (
    called TIMESTAMP NOT NULL,
    caller VARCHAR(60),
    district_id INTEGER,
    note TEXT,
    FOREIGN KEY (district_id) REFERENCES district (id)
);
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    district_id INTEGER NOT NULL,
    taken TIMESTAMP NOT NULL,
    decibels NUMERIC(4, 1),
    FOREIGN KEY (district_id) REFERENCES district (id)
);
CREATE VIEW open_incident AS
    SELECT incident.id, incident.kind, incident.severity, district.name AS district
    FROM incident JOIN district ON district.id = incident.district_id
    WHERE incident.closed IS NULL;
CREATE VIEW hero_workload AS
    SELECT registered_hero.id, registered_hero.alias, count(incident_hero.incident_id) AS incidents
    FROM registered_hero LEFT JOIN incident_hero ON incident_hero.hero_id = registered_hero.id
    GROUP BY registered_hero.id, registered_hero.alias;
