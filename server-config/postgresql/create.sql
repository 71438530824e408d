-- Run as a superuser: psql -v password="'…'" -f create.sql
create role sluice login password :password;
create database sluice owner sluice encoding 'UTF8' template template0;
